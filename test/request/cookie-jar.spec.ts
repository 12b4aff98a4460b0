import type { HttpAdapterHost } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/social-auth/core/errors.js';
import type { ResolvedOptions } from '../../src/social-auth/core/options.js';
import { CookieJar } from '../../src/social-auth/http/request/cookie-jar.js';

const start = (httpAdapter: unknown) =>
  new CookieJar(
    { httpAdapter } as HttpAdapterHost,
    { secureCookies: true, basePath: '' } as ResolvedOptions,
  ).onModuleInit();

describe('the cookie jar at start', () => {
  it.each([
    ['Express', new ExpressAdapter()],
    ['Fastify', new FastifyAdapter()],
    ['no', null],
  ])('accepts %s adapter', (_, adapter) => {
    expect(() => start(adapter)).not.toThrow();
  });

  it.each(['setCookie', 'clearCookie'])('rejects an adapter without %s()', (method) => {
    const adapter = Object.assign(new FastifyAdapter(), { [method]: undefined });
    expect(() => start(adapter)).toThrow(ConfigurationError);
    expect(() => start(adapter)).toThrow(/HTTP adapter does not implement setCookie\(\)/);
  });
});
