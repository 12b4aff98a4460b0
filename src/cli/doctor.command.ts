import { parseArgs } from 'node:util';
import { ConsoleLogger } from '@nestjs/common';
import { ConfigurationError } from '../social-auth/index.js';
import { APP_OPTIONS, createApp, DEFAULT_FILE, loadModule } from './load-app.js';

const USAGE = `Starts your app without listening to requests, and reports what is wrong with social login: options,
models, tables, triggers, routes. Prints the redirect URIs to register at the providers.

  nestjs-social-auth doctor [file]   the compiled root module. Default: dist/app.module.js
  --export <name>                    the exported class. Default: AppModule
  --global-prefix <path>             the argument of app.setGlobalPrefix() in your main.ts, which is not executed
`;

/** Prints the log messages of `SocialAuthModule`, and the warnings and errors of the whole app. */
class ModuleLogger extends ConsoleLogger {
  /** Omits the error that makes the start fail, because the command prints this error itself. */
  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) !== 'ExceptionHandler') super.error(message, ...rest);
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) === 'SocialAuth') process.stdout.write(`${String(message)}\n`);
  }
}

/**
 * Checks the configuration of `SocialAuthModule` in an app.
 *
 * @param args the arguments after the name of the command
 * @throws Error that lists each problem with its fix
 */
export async function runDoctor(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...APP_OPTIONS,
      'global-prefix': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const rootModule = await loadModule(positionals[0] ?? DEFAULT_FILE, values.export);
  try {
    const app = await createApp(rootModule, new ModuleLogger());
    const globalPrefix = values['global-prefix'];
    if (globalPrefix !== undefined) app.setGlobalPrefix(globalPrefix);
    await app.init();
    await app.close();
  } catch (error) {
    throw error instanceof ConfigurationError ? error : describeOther(error);
  }
  process.stdout.write('Social login is configured correctly.\n');
  // Exits, because a closed app can leave timers and servers open, such as the emulator.
  process.exit(0);
}

/** Returns an error with the message of an error that the configuration of `SocialAuthModule` did not cause. */
function describeOther(error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`The app does not start, for a reason outside social login: ${reason}`, {
    cause: error,
  });
}
