import type { Tree } from './tree.js';

/** The keys of the option `models`, by the names of the models in `social-auth.prisma`. */
const MODELS: Readonly<Record<string, string>> = {
  Account: 'account',
  Session: 'session',
  SessionRevocation: 'revocation',
  RoleChange: 'roleChange',
  AuthorizationCode: 'authorizationCode',
  SigningKey: 'signingKey',
  AuditEvent: 'auditEvent',
};

/**
 * Compares the Prisma files of an existing app with the models of the module.
 *
 * @returns a sentence for each change that the developer must make
 */
export function findConflicts(tree: Tree): string[] {
  const config = tree.readText('/prisma.config.ts');
  const schema = tree.readText('/prisma/schema.prisma');
  const [, file] = /\bschema:\s*['"]([^'"]+\.prisma)['"]/.exec(config) ?? [];
  const warnings = Object.entries(MODELS)
    .filter(([model]) => new RegExp(`^model ${model} \\{`, 'm').test(schema))
    .map(
      ([model, key]) =>
        `/prisma/schema.prisma has a model ${model} already. Rename the one in prisma/social-auth.prisma, and set the option models.${key} to its new name.`,
    );
  if (file === undefined) return warnings;
  return [
    ...warnings,
    `/prisma.config.ts has the schema '${file}'. Set it to 'prisma', so that Prisma reads all files of the folder.`,
  ];
}
