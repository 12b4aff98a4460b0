import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { parseCookie, stringifySetCookie } from 'cookie';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import type { HttpRequest } from './http-request.js';

/**
 * Reads and writes cookies on every adapter, all with the same attributes.
 *
 * They have the `__Host-` prefix, Secure, HttpOnly, Path=/, no Domain, and SameSite=Lax (RFC 6265bis §4.1.3.2). On
 * plain-http localhost they have neither the prefix nor Secure, because browsers would reject both.
 *
 * If the public URL has a path, the names contain it, so that apps below other paths do not replace the cookies. `Path`
 * stays `/`, because the `__Host-` prefix requires it and other paths do not isolate apps (RFC 6265 §8.5).
 */
@Injectable()
export class CookieJar {
  readonly #prefix: string;
  readonly #attributes: {
    readonly path: '/';
    readonly httpOnly: true;
    readonly secure: boolean;
    readonly sameSite: 'lax';
  };

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Inject(RESOLVED_OPTIONS) { secureCookies, basePath }: ResolvedOptions,
  ) {
    const app = basePath === '' ? '' : `${basePath.slice(1).replaceAll('/', '.')}-`;
    this.#prefix = (secureCookies ? '__Host-' : '') + app;
    this.#attributes = { path: '/', httpOnly: true, secure: secureCookies, sameSite: 'lax' };
  }

  /** Returns the name of a cookie with the prefix. */
  fullName(name: string): string {
    return this.#prefix + name;
  }

  /** Returns the unvalidated value of a cookie. Undefined when the request has several values of the cookie. */
  get({ headers }: Pick<HttpRequest, 'headers'>, name: string): string | undefined {
    const { cookie } = headers;
    if (cookie === undefined) return undefined;
    const fullName = this.#prefix + name;
    const value = parseCookie(cookie)[fullName];
    return value === undefined || isAmbiguous(cookie, fullName, value) ? undefined : value;
  }

  /** Returns the unvalidated values of all cookies with the prefix, by name without the prefix. */
  read({ headers }: Pick<HttpRequest, 'headers'>): ReadonlyMap<string, string> {
    const { cookie = '' } = headers;
    return new Map(
      Object.entries(parseCookie(cookie)).flatMap(([name, value]) =>
        value !== undefined && name.startsWith(this.#prefix) && !isAmbiguous(cookie, name, value)
          ? [[name.slice(this.#prefix.length), value]]
          : [],
      ),
    );
  }

  /**
   * Sets a cookie.
   *
   * @param maxAge Lifetime in seconds.
   */
  set(response: unknown, name: string, value: string, maxAge: number): void {
    this.#append(response, name, value, { maxAge });
  }

  clear(response: unknown, name: string): void {
    this.#append(response, name, '', { maxAge: 0, expires: new Date(0) });
  }

  /** The adapters of Nest 11 have no `setCookie()`. That of Nest 12 appends the same header. */
  #append(
    response: unknown,
    name: string,
    value: string,
    lifetime: { maxAge: number; expires?: Date },
  ): void {
    const cookie = { name: this.#prefix + name, value, ...this.#attributes, ...lifetime };
    this.adapterHost.httpAdapter.appendHeader(response, 'Set-Cookie', stringifySetCookie(cookie));
  }
}

/** Returns whether a Cookie header has another value of a cookie. It may have been set by another app on the same host. */
function isAmbiguous(header: string, name: string, value: string): boolean {
  if (header.indexOf(name) === header.lastIndexOf(name)) return false;
  return header.split(';').some((pair) => {
    const other = parseCookie(pair)[name];
    return other !== undefined && other !== value;
  });
}
