import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { parseCookie } from 'cookie';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import type { HttpRequest } from './http-request.js';

/**
 * Reads and writes cookies on any adapter, all with the same attributes.
 *
 * `__Host-`, Secure, HttpOnly, Path=/, no Domain, SameSite=Lax (RFC 6265bis §4.1.3.2); on plain-http
 * localhost without the prefix and Secure, which browsers would refuse there.
 */
@Injectable()
export class CookieJar {
  readonly #prefix: string;
  readonly #secure: boolean;

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Inject(RESOLVED_OPTIONS) { secureCookies }: ResolvedOptions,
  ) {
    this.#prefix = secureCookies ? '__Host-' : '';
    this.#secure = secureCookies;
  }

  /** @returns the value of a cookie of ours; nothing in it is trusted. */
  get({ headers }: Pick<HttpRequest, 'headers'>, name: string): string | undefined {
    return headers.cookie === undefined
      ? undefined
      : parseCookie(headers.cookie)[this.#prefix + name];
  }

  /** @returns every cookie of ours by its name without the prefix; nothing in them is trusted. */
  read({ headers }: Pick<HttpRequest, 'headers'>): ReadonlyMap<string, string> {
    const cookies = Object.entries(parseCookie(headers.cookie ?? ''));
    return new Map(
      cookies.flatMap(([name, value]) =>
        value !== undefined && name.startsWith(this.#prefix)
          ? [[name.slice(this.#prefix.length), value]]
          : [],
      ),
    );
  }

  /** @param maxAge in seconds */
  set(response: unknown, name: string, value: string, maxAge: number): void {
    this.adapterHost.httpAdapter.setCookie?.(response, this.#prefix + name, value, {
      ...this.#attributes(),
      maxAge,
    });
  }

  clear(response: unknown, name: string): void {
    this.adapterHost.httpAdapter.clearCookie?.(response, this.#prefix + name, this.#attributes());
  }

  #attributes() {
    return { path: '/', httpOnly: true, secure: this.#secure, sameSite: 'lax' } as const;
  }
}
