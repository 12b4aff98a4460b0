import { join } from 'node:path';

/** The project; this file runs as `.bench/bench/paths.js`. */
export const ROOT = join(import.meta.dirname, '../..');

export const MIGRATIONS = join(ROOT, 'prisma/migrations');

/** The reference app as it is deployed. */
export const REFERENCE_APP = join(ROOT, 'dist/main.js');

export const PEERS = join(ROOT, 'bench/peers');

/** @returns a compiled program of the bench. */
export const program = (path: string) => join(import.meta.dirname, path);
