import { it } from 'vitest';
import { ADAPTERS, type Adapter } from './test-app.js';

/** Whether this is the full run (`npm run test:full`), which sends more requests and repeats more on both adapters. */
export const FULL_RUN = process.env['TEST_FULL'] === 'true';

/** The adapters for tests that hardly depend on the adapter: Fastify, and also Express in the full run. */
export const MAIN_ADAPTERS: readonly Adapter[] = FULL_RUN ? ADAPTERS : ['fastify'];

/**
 * Adds a test to the full run only: a slow one whose promise a faster test covers in part.
 *
 * @param timeout in milliseconds. Default: 30 seconds
 */
export function itInFullRun(title: string, test: () => Promise<void>, timeout = 30_000): void {
  if (FULL_RUN) it(title, test, timeout);
}
