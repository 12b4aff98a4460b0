import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.spec.{ts,tsx}'],
    // Specs that install packages run in the full run only.
    exclude: process.env['TEST_FULL'] === 'true' ? [] : ['test/**/*.full.spec.ts'],
    globalSetup: ['test/support/database.setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // Test files of a worker share one module graph: they start apps and databases of their own.
    isolate: false,
  },
});
