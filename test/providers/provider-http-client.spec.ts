import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ProviderHttpClient,
  ProviderHttpError,
} from '../../src/social-auth/providers/provider-http-client.js';

describe('what a login asks of a provider', () => {
  let server: Server;
  let asked = 0;

  async function provider(answer: RequestListener): Promise<string> {
    asked = 0;
    server = createServer((request, response) => {
      asked += 1;
      answer(request, response);
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

  it('is answered with JSON', async () => {
    const url = await provider((_, response) => response.end('{"sub":"1"}'));
    const http = new ProviderHttpClient(5000);
    await expect(http.withDeadline((ask) => ask(get(url)))).resolves.toEqual({ sub: '1' });
  });

  it('follows no redirect', async () => {
    const url = await provider((_, response) => response.writeHead(302, { location: '/' }).end());
    const failure = new ProviderHttpClient(5000).withDeadline((ask) => ask(get(url)));
    await expect(failure).rejects.toThrow('returned 302');
    expect(asked).toBe(1);
  });

  it('is broken off when another request of the login fails', async () => {
    let closed: Promise<unknown> | undefined;
    const url = await provider((request, response) => {
      if (request.url === '/bad') response.writeHead(500).end();
      else closed = once(response, 'close');
    });
    const http = new ProviderHttpClient(60_000);
    const failure = http.withDeadline((ask) =>
      Promise.all([ask(get(url)), wait(50).then(() => ask(get(`${url}bad`)))]),
    );
    await expect(failure).rejects.toBeInstanceOf(ProviderHttpError);
    await closed;
  });

  it('is not sent any more after the deadline', async () => {
    const url = await provider((_, response) => response.end('{}'));
    let late: Promise<unknown> = Promise.resolve();
    const failure = new ProviderHttpClient(50).withDeadline(async (ask) => {
      await wait(100);
      late = ask(get(url));
      return late;
    });
    await expect(failure).rejects.toThrow('no response within 50 ms');
    await wait(100);
    await expect(late).rejects.toBeInstanceOf(ProviderHttpError);
    expect(asked).toBe(0);
  });
});
