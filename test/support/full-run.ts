import { ADAPTERS, type Adapter } from './test-app.js';

/** Whether this is the full run (`npm run test:full`), which sends more requests and repeats more on both adapters. */
export const FULL_RUN = process.env['TEST_FULL'] === 'true';

/** The adapters for tests that hardly depend on the adapter: Fastify, and also Express in the full run. */
export const MAIN_ADAPTERS: readonly Adapter[] = FULL_RUN ? ADAPTERS : ['fastify'];
