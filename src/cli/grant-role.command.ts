import { parseArgs } from 'node:util';
import { grantRole, GRANT_ROLE_OPTIONS } from './grant-role.js';
import { APP_OPTIONS, createApp, DEFAULT_FILE, loadModule } from './load-app.js';

const USAGE = `Gives a role to a user, for example to make the first administrator. Starts your app without listening to requests.

  nestjs-social-auth grant-role <role> [file]   the compiled root module. Default: ${DEFAULT_FILE}
  --email <address>                             a verified email address of exactly one user
  --user-id <id>                                the id of a user
  --export <name>                               the exported class. Default: AppModule
`;

/**
 * Gives a role to a user.
 *
 * @param args the arguments after the name of the command
 */
export async function runGrantRole(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...APP_OPTIONS,
      ...GRANT_ROLE_OPTIONS,
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const [role = '', file = DEFAULT_FILE] = positionals;
  const app = await createApp(await loadModule(file, values.export), false);
  await app.init();
  try {
    const { email, 'user-id': userId } = values;
    process.stdout.write(`${await grantRole(app, { role, email, userId })}\n`);
  } finally {
    // Closing the app writes the event to the audit trail.
    await app.close();
  }
  // Exits, because a closed app can leave timers and servers open, such as the emulator.
  process.exit(0);
}
