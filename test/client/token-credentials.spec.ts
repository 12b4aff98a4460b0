import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTokenAuthClient, type TokenAuthClient } from '../../src/client/index.js';
import { resolveUrls, type TokenStorage } from '../../src/client/options.js';
import { TokenCredentials } from '../../src/client/token-credentials.js';

describe('the tokens of the browser client', () => {
  let server: Server;
  let baseUrl: string;
  /** The paths and Authorization headers of the requests. */
  let requests: string[];
  /** Returns the status of a response. */
  let respond: (request: string) => number;
  let stored: string | undefined;
  const storage: TokenStorage = {
    get: () => stored,
    set: (token) => void (stored = token),
    remove: () => void (stored = undefined),
  };

  beforeEach(async () => {
    [requests, respond, stored] = [[], () => 200, 'refresh-0'];
    let refreshes = 0;
    server = createServer(({ url, headers: { authorization } }, response) => {
      const request = [url, authorization].filter(Boolean).join(' ');
      requests.push(request);
      response.writeHead(respond(request), { 'retry-after': '0' });
      if (url === '/auth/logout') return response.end();
      refreshes += 1;
      const tokens = { accessToken: `access-${refreshes}`, refreshToken: `refresh-${refreshes}` };
      return response.end(JSON.stringify({ ...tokens, expiresIn: 300 }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => void server.close());

  const createClient = (): TokenAuthClient =>
    createTokenAuthClient({ baseUrl, redirectUri: 'http://localhost/callback', storage });
  const createCredentials = (): TokenCredentials =>
    new TokenCredentials(resolveUrls({ baseUrl }), '', '', storage);

  it('are kept when a sign-out cannot refresh a missing access token, and revoked by the next one', async () => {
    const client = createClient();
    respond = () => 503;
    await expect(client.signOut({ everywhere: true })).rejects.toMatchObject({ status: 503 });
    expect(client.getState().status).not.toBe('signed-out');
    expect([stored, requests]).toEqual(['refresh-0', ['/auth/refresh']]);
    respond = () => 200;
    await client.signOut({ everywhere: true });
    expect(requests.slice(1)).toEqual(['/auth/refresh', '/auth/logout Bearer access-2']);
    expect([stored, client.getState().status]).toEqual([undefined, 'signed-out']);
  });

  it('are refreshed when the app rejects the access token of a sign-out', async () => {
    const credentials = createCredentials();
    await credentials.refresh();
    respond = (request) => (request.endsWith('access-1') ? 401 : 200);
    await credentials.signOut(false);
    expect(requests.slice(1)).toEqual([
      '/auth/logout Bearer access-1',
      '/auth/refresh',
      '/auth/logout Bearer access-2',
    ]);
  });

  it('are deleted by a sign-out when the session has already ended', async () => {
    const client = createClient();
    respond = () => 401;
    await client.signOut();
    expect([stored, requests]).toEqual([undefined, ['/auth/refresh']]);
  });

  it('are kept when another tab has signed in while the app rejects the previous refresh token', async () => {
    const credentials = createCredentials();
    respond = () => {
      stored = 'another-tab';
      return 401;
    };
    const refreshed = credentials.refresh();
    await expect(refreshed).rejects.toMatchObject({ code: 'network_error', status: undefined });
    expect(stored).toBe('another-tab');
    respond = () => 401;
    await expect(credentials.refresh()).rejects.toMatchObject({ status: 401 });
    expect(stored).toBeUndefined();
  });
});
