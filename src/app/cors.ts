import type { INestApplication } from '@nestjs/common';
import type { Environment } from './environment.js';

/** How long a browser may remember what it may send, in seconds. */
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of the origins in CORS_ORIGINS read answers, and nobody else's (Fetch Standard §3.2).
 *
 * Never with cookies: such a page has tokens of its own, and sends one as `Authorization: Bearer`.
 */
export function enableCors(app: INestApplication, { CORS_ORIGINS }: Environment): void {
  if (CORS_ORIGINS.length === 0) return;
  app.enableCors({
    origin: CORS_ORIGINS,
    credentials: false,
    methods: ['GET', 'HEAD', 'POST', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Type'],
    exposedHeaders: ['WWW-Authenticate', 'Retry-After'],
    maxAge: PREFLIGHT_SECONDS,
    // Fastify's, which else answers half a preflight with a text of its own.
    strictPreflight: false,
  });
}
