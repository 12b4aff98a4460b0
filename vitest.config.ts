import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The examples import the package by its name. Tests run their files with the source.
  resolve: {
    alias: [
      {
        find: /^nestjs-social-auth$/,
        replacement: join(import.meta.dirname, 'src/social-auth/index.ts'),
      },
    ],
  },
  test: {
    include: ['test/**/*.spec.{ts,tsx}'],
    // Specs that install packages run in the full run only.
    exclude: process.env['TEST_FULL'] === 'true' ? [] : ['test/**/*.full.spec.ts'],
    globalSetup: ['test/support/database.setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // Apps that are started and stopped leave much garbage.
    execArgv: ['--max-semi-space-size=64'],
    // Test files of a worker share one module graph: they start apps and databases of their own.
    isolate: false,
  },
});
