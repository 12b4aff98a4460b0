import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { ProviderHttpClient } from '../../src/social-auth/providers/provider-http-client.js';
import { ProviderHttpError } from '../../src/social-auth/providers/provider-http-error.js';

describe('ProviderHttpClient', () => {
  let server: Server;
  let requests = 0;

  async function startProvider(listener: RequestListener): Promise<string> {
    requests = 0;
    server = createServer((request, response) => {
      requests += 1;
      listener(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const get = (url: string) => ({ method: 'GET' as const, url, headers: {} });

  it('returns the parsed JSON of a response', async () => {
    const url = await startProvider((_, response) => response.end('{"sub":"1"}'));
    const client = new ProviderHttpClient(5000);
    const result = client.withDeadline(({ fetchJson }) => fetchJson(get(url)));
    await expect(result).resolves.toEqual({ sub: '1' });
  });

  it('throws the OAuth error code of an error response, but no other text', async () => {
    const client = new ProviderHttpClient(5000);
    for (const [error, expected] of [
      ['invalid_grant', 'returned 400: invalid_grant'],
      ['Canary text', 'returned 400'],
    ]) {
      const url = await startProvider((_, response) =>
        response.writeHead(400).end(JSON.stringify({ error })),
      );
      const result = client.withDeadline(({ fetchJson }) => fetchJson(get(url)));
      await expect(result).rejects.toThrow(new RegExp(`${expected}$`));
      server.close();
    }
  });

  it('does not follow redirects', async () => {
    const url = await startProvider((_, response) =>
      response.writeHead(302, { location: '/' }).end(),
    );
    const client = new ProviderHttpClient(5000);
    const result = client.withDeadline(({ fetchJson }) => fetchJson(get(url)));
    await expect(result).rejects.toThrow('returned 302');
    expect(requests).toBe(1);
  });

  it('aborts the other requests of a login when one fails', async () => {
    let closed: Promise<unknown> | undefined;
    const url = await startProvider((request, response) => {
      if (request.url === '/bad') response.writeHead(500).end();
      else closed = once(response, 'close');
    });
    const client = new ProviderHttpClient(60_000);
    const result = client.withDeadline(({ fetchJson }) =>
      Promise.all([fetchJson(get(url)), wait(50).then(() => fetchJson(get(`${url}bad`)))]),
    );
    await expect(result).rejects.toBeInstanceOf(ProviderHttpError);
    await closed;
  });

  it('sends no request after the time limit', async () => {
    const url = await startProvider((_, response) => response.end('{}'));
    let late: Promise<unknown> = Promise.resolve();
    const result = new ProviderHttpClient(50).withDeadline(async ({ fetchJson }) => {
      await wait(100);
      late = fetchJson(get(url));
      return late;
    });
    await expect(result).rejects.toThrow('no response within 50 ms');
    await wait(100);
    await expect(late).rejects.toBeInstanceOf(ProviderHttpError);
    expect(requests).toBe(0);
  });

  it('returns a response with any status for fetch(), with the same limits', async () => {
    const url = await startProvider((request, response) => {
      if (request.url === '/huge') response.end('x'.repeat(300 * 1024));
      else if (request.url === '/empty') response.writeHead(204).end();
      else response.writeHead(302, { location: '/', 'set-cookie': ['a=1', 'b=2'] }).end('moved');
    });
    await new ProviderHttpClient(5000).withDeadline(async ({ fetch }) => {
      const body = new URLSearchParams({ code: 'x' });
      const response = await fetch(url, { method: 'POST', body });
      expect([response.status, await response.text()]).toEqual([302, 'moved']);
      expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
      expect((await fetch(`${url}empty`)).body).toBeNull();
      await expect(fetch(`${url}huge`)).rejects.toThrow('returned more than 262144 bytes');
      await expect(fetch(url, { method: 'PUT' })).rejects.toThrow(TypeError);
    });
    expect(requests).toBe(3);
  });
});
