import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** What the routes that are compared answer. */
export const GREETING = { message: 'Hello' };

/** Starts an app of a run on PORT; `express` as the first word of the command line, else Fastify. */
export async function listen(root: Type): Promise<void> {
  const app = await NestFactory.create(root, await adapter(), { logger: false });
  app.enableShutdownHooks();
  await app.listen(Number(process.env['PORT']), '127.0.0.1');
}

/** Loads the one that is asked for alone: the other would count as memory and time of the start. */
async function adapter() {
  if (process.argv[2] === 'express') {
    const { ExpressAdapter } = await import('@nestjs/platform-express');
    return new ExpressAdapter();
  }
  const { FastifyAdapter } = await import('@nestjs/platform-fastify');
  return new FastifyAdapter();
}
