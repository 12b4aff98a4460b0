/**
 * The lines in the user model that define its relations, by the model of `nestjs-social-auth` to which the relation
 * leads.
 */
const RELATIONS: Readonly<Record<string, string>> = {
  Account: '  accounts           Account[]',
  Session: '  sessions           Session[]',
  AuthorizationCode: '  authorizationCodes AuthorizationCode[]',
};

/**
 * Adds relations to the model `User`, because the models of `nestjs-social-auth` require them.
 *
 * @param schema text of the Prisma schema file that contains the model
 * @returns the changed text. Returns the same text if it already contains the relations, and undefined if it contains
 *   no model `User`.
 */
export function addRelations(schema: string): string | undefined {
  const model = /^model User \{\n[^}]*^\}/m.exec(schema);
  if (model === null) return undefined;
  const missing = Object.entries(RELATIONS)
    .filter(([type]) => !new RegExp(`\\b${type}\\[\\]`).test(model[0]))
    .map(([, line]) => `${line}\n`);
  const end = model.index + model[0].length - 1;
  return schema.slice(0, end) + missing.join('') + schema.slice(end);
}
