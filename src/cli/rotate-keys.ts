import { runCli } from './run-cli.js';
import { createApp } from '../app/create-app.js';
import { readEnvironment } from '../app/environment.js';
import { KeyRing } from '../social-auth/index.js';

/**
 * Makes a new signing key. It signs in ten minutes, when every instance and every service knows it.
 *
 * With `--immediately`, for a key that has been stolen: it signs at once and every other key is gone.
 */
async function rotate(variables: NodeJS.ProcessEnv): Promise<void> {
  const immediate = process.argv.includes('--immediately');
  const app = await createApp(readEnvironment(variables));
  await app.init();
  const { outcome, kid, signsFrom } = await app.get(KeyRing).rotate({ immediate });
  await app.close();
  const done = outcome === 'rotated' ? 'is new' : 'is waiting for its turn already';
  process.stdout.write(`The key ${kid} ${done}; it signs from ${signsFrom.toISOString()}.\n`);
}

runCli(rotate);
