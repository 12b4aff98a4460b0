import { join } from 'node:path';

/** Root of the repository. This file runs as `.bench/bench/paths.js`. */
export const ROOT = join(import.meta.dirname, '../..');

export const MIGRATIONS = join(ROOT, 'prisma/migrations');

/** Entry point of the built reference app. */
export const REFERENCE_APP = join(ROOT, 'dist/main.js');

export const PEERS = join(ROOT, 'bench/peers');

/** Returns the path of a compiled program of the benchmark. */
export const benchProgram = (path: string) => join(import.meta.dirname, path);
