import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** What the app keeps on this machine in development: database, secret. */
export const DATA_DIRECTORY = join(process.cwd(), '.data');

/** Prisma's migrations, which belong to the project and not to where it is started from. */
export const MIGRATIONS_DIRECTORY = join(ROOT, 'prisma/migrations');
