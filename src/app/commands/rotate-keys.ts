import { createApp } from '../create-app.js';
import { readEnvironment } from '../environment.js';
import { KeyRing } from '../../social-auth/index.js';
import { runCli } from '../../cli/run-cli.js';

/**
 * Creates a signing key. The key starts to sign ten minutes later, because by then every instance and verifier has
 * fetched it.
 *
 * With `--immediately`, the key starts to sign at once and all other keys are deleted. Use this option after a key has
 * leaked.
 */
async function rotateKeys(variables: NodeJS.ProcessEnv): Promise<void> {
  const immediate = process.argv.includes('--immediately');
  const app = await createApp(readEnvironment(variables));
  await app.init();
  const { outcome, kid, signsFrom } = await app.get(KeyRing).rotate({ immediate });
  await app.close();
  const message =
    outcome === 'rotated'
      ? `Created signing key ${kid}`
      : `Created no signing key, because key ${kid} was created less than ten minutes ago`;
  process.stdout.write(`${message}. It signs tokens from ${signsFrom.toISOString()} on.\n`);
}

runCli(rotateKeys);
