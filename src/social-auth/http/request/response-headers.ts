import type { ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { VNode } from 'preact';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { contentSecurityPolicy } from '../../pages/content-security-policy.js';
import { renderPage } from '../../pages/render.js';

/** What everything that is about a person carries, page or JSON. */
export const NO_STORE_HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
};

/** What pages carry beside it. */
const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** Sets the headers that keep answers private and pages safe, on any adapter. */
@Injectable()
export class ResponseHeaders {
  readonly #policy: string;

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Inject(RESOLVED_OPTIONS) { providers, clients }: ResolvedOptions,
  ) {
    const origins = providers.flatMap((provider) => Object.values(provider.profileUrls));
    this.#policy = contentSecurityPolicy({
      formActionOrigins: [
        ...providers.map((provider) => provider.authorizationUrl),
        ...clients.flatMap(({ redirectUris }) => redirectUris),
      ],
      imageOrigins: origins.filter((url) => url.startsWith('http:')),
    });
  }

  /** Forbids caches to keep an answer, and browsers to guess what it is. */
  setNoStore(response: unknown): void {
    this.set(response, NO_STORE_HEADERS);
  }

  /** @returns the page as HTML, its headers being set. */
  renderPage<P>(response: unknown, page: VNode<P>): string {
    this.set(response, {
      ...NO_STORE_HEADERS,
      ...PAGE_HEADERS,
      'Content-Security-Policy': this.#policy,
    });
    return renderPage(page);
  }

  /** @returns the id that the app has given the answer as `X-Request-Id`, if it gives its answers one. */
  requestId(response: unknown): string | undefined {
    // On Fastify a middleware sees what lies beneath the answer.
    const beneath = (response as { raw?: ServerResponse }).raw ?? (response as ServerResponse);
    const id = beneath.getHeader('X-Request-Id');
    return typeof id === 'string' ? id : undefined;
  }

  set(response: unknown, headers: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(headers)) {
      this.adapterHost.httpAdapter.setHeader(response, name, value);
    }
  }
}
