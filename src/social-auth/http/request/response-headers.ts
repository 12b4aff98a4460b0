import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** Headers of every response with data of a user, page or JSON. */
export const NO_STORE_HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
};

/**
 * Reads and writes response headers on every adapter.
 *
 * @publicApi
 */
@Injectable()
export class ResponseHeaders {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  /** Prevents caching and content type sniffing. */
  setNoStore(response: unknown): void {
    this.set(response, NO_STORE_HEADERS);
  }

  /** Declares the language of the body, and that it depends on `Accept-Language` (RFC 9110 §8.5, §12.5.5). */
  setLanguage(response: unknown, locale: string): void {
    this.set(response, { 'Content-Language': locale });
    this.addVary(response, 'Accept-Language');
  }

  /** Adds a request header that the response depends on to `Vary` (RFC 9110 §12.5.5). */
  addVary(response: unknown, header: string): void {
    // `appendHeader()` of Nest 11 replaces the header on Fastify.
    const vary = this.adapterHost.httpAdapter.getHeader(response, 'Vary') as
      | string
      | string[]
      | undefined;
    this.set(response, { Vary: [vary ?? [], header].flat().join(', ') });
  }

  /** Sets headers, and replaces their previous values. */
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
