import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { INestApplication, LoggerService, Type } from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';

/** The command line options that name the root module of an app, for `parseArgs()`. */
export const APP_OPTIONS = { export: { type: 'string', default: 'AppModule' } } as const;

/** The file of the root module if the arguments do not name a file. */
export const DEFAULT_FILE = 'dist/app.module.js';

/**
 * Loads the root module of an app.
 *
 * @param file path of the compiled module
 * @param name name of the exported class
 */
export async function loadModule(file: string, name: string): Promise<Type> {
  const loaded = (await import(pathToFileURL(resolve(file)).href)) as Record<string, Type>;
  const rootModule = loaded[name];
  if (rootModule === undefined) {
    throw new Error(`${file} does not export ${name}. Set --export to your root module.`);
  }
  return rootModule;
}

/** Creates an app that does not listen to requests. */
export async function createApp(
  rootModule: Type,
  logger: LoggerService | false,
): Promise<INestApplication> {
  const options = { logger, abortOnError: false };
  const adapter = await fastifyAdapter();
  return adapter === undefined
    ? NestFactory.create(rootModule, options)
    : NestFactory.create(rootModule, adapter, options);
}

/**
 * Returns a Fastify adapter if the app has Fastify but not Express. Otherwise returns undefined, and Nest uses Express
 * by default.
 */
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
