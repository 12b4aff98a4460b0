import { parseArgs } from 'node:util';
import { grantRole, GRANT_ROLE_OPTIONS } from '../../cli/grant-role.js';
import { runCli } from '../../cli/run-cli.js';
import { createApp } from '../create-app.js';
import { readEnvironment } from '../environment.js';

/** Gives a role to a user: `npm run grant-role -- admin --email vera@example.com`. */
async function run(variables: NodeJS.ProcessEnv): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: GRANT_ROLE_OPTIONS,
  });
  const [role = ''] = positionals;
  const app = await createApp(readEnvironment(variables), undefined, false);
  await app.init();
  try {
    const { email, 'user-id': userId } = values;
    process.stdout.write(`${await grantRole(app, { role, email, userId })}\n`);
  } finally {
    await app.close();
  }
}

runCli(run);
