import type { ServerResponse } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/** More than any request to this app needs, in bytes. */
const BODY_LIMIT = 64 * 1024;

/** How long a request may take to arrive, in milliseconds: for as long it holds a connection. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Fastify with limits, and with an answer of our shape to what never reaches a route. */
export function createFastifyAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    frameworkErrors: (
      { statusCode = 400 }: { statusCode?: number },
      _request: unknown,
      reply: { raw: ServerResponse; hijack(): unknown },
    ) => {
      reply.hijack();
      reply.raw.writeHead(statusCode, HEADERS).end(JSON.stringify({ statusCode, ...UNREADABLE }));
    },
  });
}

const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

const UNREADABLE = {
  error: 'Bad Request',
  message: 'Something in the request was missing or not readable, so nothing was changed.',
  code: 'invalid_request',
};
