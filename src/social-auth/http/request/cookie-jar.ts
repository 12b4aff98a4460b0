import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { parseCookie } from 'cookie';
import { ConfigurationError } from '../../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import type { HttpRequest } from './http-request.js';

/**
 * Reads and writes cookies on every adapter, all with the same attributes.
 *
 * `__Host-` prefix, Secure, HttpOnly, Path=/, no Domain, SameSite=Lax (RFC 6265bis §4.1.3.2). On plain-http
 * localhost without the prefix and Secure, because browsers would reject them.
 *
 * Below a path of the public URL, the names contain it, so that apps below other paths do not replace the cookies.
 * `Path` stays `/`: the `__Host-` prefix requires it, and other paths do not isolate apps (RFC 6265 §8.5).
 */
@Injectable()
export class CookieJar implements OnModuleInit {
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

  /**
   * Checks that the HTTP adapter can set cookies. An application context has no adapter.
   *
   * @throws ConfigurationError when it cannot: every login would fail.
   */
  onModuleInit(): void {
    // Null in an application context, although its type excludes null.
    const adapter = this.adapterHost.httpAdapter as Partial<HttpAdapterHost['httpAdapter']> | null;
    if (adapter === null || adapter === undefined) return;
    if (adapter.setCookie !== undefined && adapter.clearCookie !== undefined) return;
    throw new ConfigurationError([
      {
        option: 'HTTP adapter',
        problem: 'does not implement setCookie() and clearCookie()',
        fix: 'Use the Express or Fastify adapter, or one that extends AbstractHttpAdapter of @nestjs/core 12.',
      },
    ]);
  }

  /** Returns the name of a cookie with the prefix. */
  fullName(name: string): string {
    return this.#prefix + name;
  }

  /** Returns the unvalidated value of a cookie. Undefined when the request has several values of it. */
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
    const attributes = { ...this.#attributes, maxAge };
    this.adapterHost.httpAdapter.setCookie(response, this.#prefix + name, value, attributes);
  }

  clear(response: unknown, name: string): void {
    const attributes = { ...this.#attributes };
    this.adapterHost.httpAdapter.clearCookie(response, this.#prefix + name, attributes);
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
