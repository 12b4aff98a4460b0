import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ConsoleLogger, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import { ConfigurationError } from '../social-auth/index.js';

const USAGE = `Starts your app without listening to requests, and reports what is wrong with social login: options,
models, tables, triggers, routes. Prints the redirect URIs to register at the providers.

  nestjs-social-auth doctor [file]   the compiled root module. Default: dist/app.module.js
  --export <name>                    the exported class. Default: AppModule
  --global-prefix <path>             the argument of app.setGlobalPrefix() in your main.ts, which is not executed
`;

/** Prints what the module logs, and warnings and errors of the app. */
class ModuleLogger extends ConsoleLogger {
  /** Omits the error that ends the start, because the command prints it. */
  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) !== 'ExceptionHandler') super.error(message, ...rest);
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) === 'SocialAuth') process.stdout.write(`${String(message)}\n`);
  }
}

/**
 * Checks the configuration of the module in an app.
 *
 * @param args of the command line
 * @throws Error that lists each problem with its fix
 */
export async function runDoctor(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      export: { type: 'string', default: 'AppModule' },
      'global-prefix': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const rootModule = await loadModule(positionals[0] ?? 'dist/app.module.js', values.export);
  try {
    const app = await createApp(rootModule);
    const globalPrefix = values['global-prefix'];
    if (globalPrefix !== undefined) app.setGlobalPrefix(globalPrefix);
    await app.init();
    await app.close();
  } catch (error) {
    throw error instanceof ConfigurationError ? error : describeOther(error);
  }
  process.stdout.write('Social login is configured correctly.\n');
  // An app can leave timers and servers open, such as the emulator.
  process.exit(0);
}

async function loadModule(file: string, name: string): Promise<Type> {
  const loaded = (await import(pathToFileURL(resolve(file)).href)) as Record<string, Type>;
  const rootModule = loaded[name];
  if (rootModule === undefined) {
    throw new Error(`${file} does not export ${name}. Set --export to your root module.`);
  }
  return rootModule;
}

async function createApp(rootModule: Type): Promise<INestApplication> {
  const options = { logger: new ModuleLogger(), abortOnError: false };
  const adapter = await fastifyAdapter();
  return adapter === undefined
    ? NestFactory.create(rootModule, options)
    : NestFactory.create(rootModule, adapter, options);
}

/** Returns an adapter if the app has Fastify and not Express, which Nest uses by default. */
async function fastifyAdapter(): Promise<AbstractHttpAdapter | undefined> {
  const require = createRequire(join(process.cwd(), 'package.json'));
  const has = (name: string) => {
    try {
      return require.resolve(name) !== '';
    } catch {
      return false;
    }
  };
  if (has('@nestjs/platform-express') || !has('@nestjs/platform-fastify')) return undefined;
  const url = pathToFileURL(require.resolve('@nestjs/platform-fastify')).href;
  const { FastifyAdapter } = (await import(url)) as {
    FastifyAdapter: new () => AbstractHttpAdapter;
  };
  return new FastifyAdapter();
}

/** Keeps the message of an error that is not about the configuration of the module. */
function describeOther(error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`The app does not start, for a reason outside social login: ${reason}`, {
    cause: error,
  });
}
