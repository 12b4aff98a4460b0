import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** Response body of the compared routes. */
export const GREETING = { message: 'Hello' };

/** Starts an app on PORT, on Express if the first argument is `express`, otherwise on Fastify. */
export async function listen(root: Type): Promise<void> {
  const app = await NestFactory.create(root, await createAdapter(), { logger: false });
  app.enableShutdownHooks();
  await app.listen(Number(process.env['PORT']), '127.0.0.1');
}

/** Imports only the adapter that is used, because importing the other one would increase memory and start time. */
async function createAdapter() {
  if (process.argv[2] === 'express') {
    const { ExpressAdapter } = await import('@nestjs/platform-express');
    return new ExpressAdapter();
  }
  const { FastifyAdapter } = await import('@nestjs/platform-fastify');
  return new FastifyAdapter();
}
