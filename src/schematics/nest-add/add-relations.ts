/** The relations of the user model to the models of the module, as the lines of a Prisma schema. */
const RELATIONS: Readonly<Record<string, string>> = {
  Account: '  accounts           Account[]',
  Session: '  sessions           Session[]',
  AuthorizationCode: '  authorizationCodes AuthorizationCode[]',
};

/**
 * Adds the relations that the models of the module need to the model `User`.
 *
 * @param schema text of the Prisma schema file with the model
 * @returns the same text if it has them already, undefined if it has no model `User`
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
