import type { INestApplication } from '@nestjs/common';
import type { Environment } from './environment.js';

/** How long browsers cache a preflight response, in seconds. */
const PREFLIGHT_MAX_AGE_SECONDS = 600;

/**
 * Allows the origins in CORS_ORIGINS to call the API (CORS protocol of the Fetch Standard).
 *
 * Credentials are off, so requests from these origins carry no cookies. Pages on these origins send an access token in
 * the header `Authorization: Bearer` instead.
 */
export function enableCors(app: INestApplication, { CORS_ORIGINS }: Environment): void {
  if (CORS_ORIGINS.length === 0) return;
  app.enableCors({
    origin: CORS_ORIGINS,
    credentials: false,
    methods: ['GET', 'HEAD', 'POST', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Type'],
    exposedHeaders: ['WWW-Authenticate', 'Retry-After'],
    maxAge: PREFLIGHT_MAX_AGE_SECONDS,
    // If this were true, @fastify/cors would reject preflight requests without a CORS header, in its own error format.
    strictPreflight: false,
  });
}
