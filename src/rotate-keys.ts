import { existsSync } from 'node:fs';
import { createApp } from './app/create-app.js';
import { readEnvironment } from './app/environment.js';
import { KeyRing } from './social-auth/index.js';

/**
 * Makes a new signing key. It signs in ten minutes, when every instance and every service knows it.
 *
 * With `--immediately`, for a key that has been stolen: it signs at once and every other key is gone.
 */
async function rotate(immediate: boolean): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const app = await createApp(readEnvironment(process.env));
  await app.init();
  const { outcome, kid, signsFrom } = await app.get(KeyRing).rotate({ immediate });
  await app.close();
  const done = outcome === 'rotated' ? 'is new' : 'is waiting for its turn already';
  process.stdout.write(`The key ${kid} ${done}; it signs from ${signsFrom.toISOString()}.\n`);
}

rotate(process.argv.includes('--immediately')).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
