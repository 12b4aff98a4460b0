import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Directory that contains the embedded PostgreSQL and the development secret. */
export const DATA_DIRECTORY = join(process.cwd(), '.data');

/** Directory of the Prisma migrations. Does not depend on the working directory. */
export const MIGRATIONS_DIRECTORY = join(ROOT, 'prisma/migrations');
