import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { parseRetryAfter, post } from '../../src/client/http.js';
import { codeChallenge, randomValue } from '../../src/client/pkce.js';

describe('a POST request of the browser client', () => {
  let server: Server | undefined;

  afterEach(() => void server?.close());

  async function serve(listener: RequestListener): Promise<string> {
    server = createServer(listener);
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('rejects with the code, the support code and the delay of an error of the app', async () => {
    const body = { code: 'rate_limited', message: 'Too many requests', supportCode: 'AAAA-BBBB' };
    const url = await serve((_, response) =>
      response.writeHead(429, { 'retry-after': '7' }).end(JSON.stringify(body)),
    );
    await expect(post(url)).rejects.toMatchObject({ ...body, status: 429, retryAfter: 7000 });
  });

  it.each([
    ['an error page of a proxy', 502, '<h1>Bad gateway</h1>', 'unexpected_response'],
    ['a page instead of JSON', 200, '<h1>Welcome to this network</h1>', 'network_error'],
    ['a redirect', 302, '', 'network_error'],
  ])('rejects %s', async (_, status, text, code) => {
    const url = await serve((__, response) =>
      response.writeHead(status, { location: '/elsewhere' }).end(text),
    );
    await expect(post(url)).rejects.toMatchObject({ code });
  });

  it('is aborted by its signal', async () => {
    const url = await serve(() => undefined);
    const controller = new AbortController();
    const rejected = expect(post(url, { signal: controller.signal })).rejects.toMatchObject({
      code: 'network_error',
    });
    controller.abort();
    await rejected;
    server?.closeAllConnections();
  });
});

describe('the header Retry-After', () => {
  it('contains seconds or a date', () => {
    expect(parseRetryAfter('120')).toBe(120_000);
    const inOneMinute = parseRetryAfter(new Date(Date.now() + 60_000).toUTCString()) ?? 0;
    expect(Math.abs(inOneMinute - 60_000)).toBeLessThan(2000);
    const invalid = [null, '', 'soon', '-1'];
    expect(invalid.map(parseRetryAfter)).toEqual(invalid.map(() => undefined));
  });
});

describe('PKCE in the browser client', () => {
  it('has the challenge of RFC 7636, appendix B', async () => {
    expect(await codeChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
  });

  it('has verifiers of 43 characters that differ', () => {
    const values = new Set(Array.from({ length: 50 }, randomValue));
    expect(values.size).toBe(50);
    for (const value of values) expect(value).toMatch(/^[\w-]{43}$/);
  });
});
