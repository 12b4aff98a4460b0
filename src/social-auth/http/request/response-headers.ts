import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** Headers of every response with data of a user, page or JSON. */
export const NO_STORE_HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
};

/** Reads and writes response headers on every adapter. */
@Injectable()
export class ResponseHeaders {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  /** Prevents caching and content type sniffing. */
  setNoStore(response: unknown): void {
    this.set(response, NO_STORE_HEADERS);
  }

  set(response: unknown, headers: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(headers)) {
      this.adapterHost.httpAdapter.setHeader(response, name, value);
    }
  }

  /** Returns the `X-Request-Id` of the response, if the app has set one. */
  requestId(response: unknown): string | undefined {
    // On Fastify a middleware sets headers on the raw response.
    const raw = (response as { raw?: ServerResponse }).raw ?? (response as ServerResponse);
    const id = raw.getHeader('X-Request-Id');
    return typeof id === 'string' ? id : undefined;
  }
}
