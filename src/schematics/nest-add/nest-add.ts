import { randomBytes } from 'node:crypto';
import { addDependencies } from './add-dependencies.js';
import { addFiles } from './add-files.js';
import { addImport } from './add-import.js';
import { addRelations } from './add-relations.js';
import { addVariables, type Variable } from './add-variables.js';
import { isCommonJsApp } from './commonjs.js';
import { findConflicts } from './find-conflicts.js';
import type { SchematicContext, Tree } from './tree.js';

/** Options of `nest add nestjs-social-auth`. */
export interface NestAddOptions {
  /** Folder of the app's source. Default: `src`. */
  sourceRoot?: string;
}

const NEXT_STEPS = `
Next:
  1. Set DATABASE_URL in .env.
  2. npx prisma migrate dev --create-only --name add_social_auth
  3. Append node_modules/nestjs-social-auth/prisma/social-auth.sql to the new migration. If you have renamed models or
     fields, append the output of this command instead: npx nestjs-social-auth sql --help
  4. npx prisma migrate dev && npx prisma generate
  5. npm run start:dev, and open http://localhost:3000/login, or /api/login with the global prefix "api".
`;

/**
 * The schematic behind `nest add nestjs-social-auth`.
 *
 * It only creates files and adds lines. It never changes or removes existing files and lines, so that it can run
 * repeatedly.
 */
export function nestAdd({ sourceRoot = 'src' }: NestAddOptions) {
  return (tree: Tree, context: SchematicContext): Tree => {
    const existing = addFiles(tree, sourceRoot, isCommonJsApp(tree));
    for (const path of existing) context.logger.info(`${path} already exists and is not changed.`);
    addToRootModule(tree, context, `/${sourceRoot}/app.module.ts`);
    addToUserModel(tree, context, '/prisma/schema.prisma');
    for (const warning of findConflicts(tree)) context.logger.warn(warning);
    writeVariables(tree, '/.env.example', () => '');
    writeVariables(tree, '/.env', () => randomBytes(48).toString('base64'));
    if (addDependencies(tree)) context.addTask({ toConfiguration: installation });
    context.logger.info(NEXT_STEPS);
    return tree;
  };
}

/** Returns the task that installs the packages of the app. The Nest CLI runs the task. */
const installation = () => ({ name: 'node-package', options: { command: 'install', quiet: true } });

function addToRootModule(tree: Tree, { logger }: SchematicContext, path: string): void {
  const changed = tree.exists(path)
    ? addImport(tree.readText(path), isCommonJsApp(tree))
    : undefined;
  if (changed === undefined) logger.warn(`Add AuthModule to the imports of your root module.`);
  else tree.overwrite(path, changed);
}

function addToUserModel(tree: Tree, { logger }: SchematicContext, path: string): void {
  const changed = addRelations(tree.readText(path));
  if (changed === undefined) {
    logger.warn(
      `${path} has no model User. Add the relations of prisma/social-auth.prisma to your user model, and set the option models.user to its name.`,
    );
  } else {
    tree.overwrite(path, changed);
  }
}

function writeVariables(tree: Tree, path: string, createSecret: () => string): void {
  const content = tree.exists(path) ? tree.readText(path) : '';
  const changed = addVariables(content, variables(createSecret));
  if (tree.exists(path)) tree.overwrite(path, changed);
  else tree.create(path, changed);
}

const variables = (createSecret: () => string): Variable[] => [
  {
    name: 'DATABASE_URL',
    value: 'postgresql://postgres:postgres@localhost:5432/app',
    comment: 'PostgreSQL database of the app.',
  },
  {
    name: 'PUBLIC_URL',
    value: 'http://localhost:3000',
    comment: 'Address that people open. Must be https in production.',
  },
  {
    name: 'APP_SECRET',
    value: createSecret(),
    comment: 'Encrypts login cookies and signing keys. Generate it with: openssl rand -base64 48',
  },
  {
    name: 'GOOGLE_CLIENT_ID',
    value: '',
    comment:
      'From the developer consoles of Google and GitHub. While GOOGLE_CLIENT_ID is empty, an emulator replaces both.',
  },
  { name: 'GOOGLE_CLIENT_SECRET', value: '' },
  { name: 'GITHUB_CLIENT_ID', value: '' },
  { name: 'GITHUB_CLIENT_SECRET', value: '' },
];
