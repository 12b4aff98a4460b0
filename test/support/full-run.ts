import { ADAPTERS, type Adapter } from './test-app.js';

/** Whether this is the full run (`npm run test:full`), which sends more requests and repeats more on both adapters. */
export const FULL_RUN = process.env['TEST_FULL'] === 'true';

/** The adapters for promises that hardly depend on the adapter: Fastify, and Express as well in the full run. */
export const MAIN_ADAPTERS: readonly Adapter[] = FULL_RUN ? ADAPTERS : ['fastify'];
