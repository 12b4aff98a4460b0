import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint, ProviderEmulator, TransportFault } from '../../src/emulator/index.js';
import {
  authorizationUrl,
  exchangeCode,
  getWithToken,
  jsonObject,
  obtainCode,
  obtainToken,
  startEmulator,
} from './oauth-client.js';

let emulator: ProviderEmulator;

beforeAll(async () => {
  emulator = await startEmulator();
});
afterEach(() => emulator.clearFaults());
afterAll(() => emulator.stop());

/** Sends a userinfo request to which only this fault applies. */
function userinfoWith(fault: TransportFault, signal?: AbortSignal): Promise<Response> {
  emulator.clearFaults();
  emulator.injectFault({ endpoint: 'userinfo', ...fault });
  return fetch(emulator.google.userinfoUrl, { redirect: 'manual', ...(signal && { signal }) });
}

async function userinfoStatus(): Promise<number> {
  return (await fetch(emulator.google.userinfoUrl)).status;
}

it.each(['discovery', 'jwks'] as const)('a fault applies to the endpoint %s', async (endpoint) => {
  const { discoveryUrl, jwksUrl } = emulator.google;
  const url = endpoint === 'jwks' ? jwksUrl : discoveryUrl;
  emulator.injectFault({ endpoint, kind: 'redirect', location: '/other', times: 1 });
  const response = await fetch(url, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([302, '/other']);
  expect((await fetch(url)).status).toBe(200);
});

describe('the fault', () => {
  it('"status" responds with the status, with an HTML or a JSON body', async () => {
    const html = await userinfoWith({ kind: 'status', status: 503 });
    expect(html.status).toBe(503);
    expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const json = await userinfoWith({ kind: 'status', status: 500, body: 'json' });
    expect(json.status).toBe(500);
    expect(await jsonObject(json)).toMatchObject({ error: 'server_error' });
  });

  it('"no-response" leaves the request pending', async () => {
    const client = new AbortController();
    emulator.clearRequests();
    const response = userinfoWith({ kind: 'no-response' }, client.signal);
    await expect.poll(() => emulator.requests).toHaveLength(1);
    expect(await Promise.race([response, setTimeout(100, 'pending')])).toBe('pending');
    client.abort();
    await expect(response).rejects.toThrow('aborted');
  });

  it('"slow-body" sends one byte at a time without end', async () => {
    const response = await userinfoWith({ kind: 'slow-body', intervalMs: 10 });
    expect(response.status).toBe(200);
    let body = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      body += chunk;
      if (body.length > 5) {
        break;
      }
    }
    expect(body).toBe('{     ');
  });

  it('"connection-reset" ends the connection before the headers, after them or during the body', async () => {
    await expect(userinfoWith({ kind: 'connection-reset' })).rejects.toMatchObject({
      cause: { code: 'ECONNRESET' },
    });
    for (const when of ['after-headers', 'during-body'] as const) {
      const response = await userinfoWith({ kind: 'connection-reset', when });
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow('terminated');
    }
  });

  it('"oversized" sends a JSON string of the given size', async () => {
    const response = await userinfoWith({ kind: 'oversized', bytes: 5_000_000 });
    const body = await response.arrayBuffer();
    expect(body.byteLength).toBe(5_000_000 + '{"padding":""}'.length);
  });

  it('"redirect" leads to a path of the emulator, which records requests of clients that follow it', async () => {
    const response = await userinfoWith({ kind: 'redirect', status: 307 });
    const location = response.headers.get('location') ?? '';
    expect(response.status).toBe(307);
    expect(location).toBe(`${emulator.origin}/redirect-target`);
    await fetch(location);
    expect(emulator.requests.at(-1)).toMatchObject({ path: '/redirect-target' });
  });

  it('"malformed-json", "empty-body" or "text" responds with a body that is not JSON', async () => {
    const malformed = await userinfoWith({ kind: 'malformed-json' });
    expect(malformed.headers.get('content-type')).toBe('application/json');
    await expect(malformed.json()).rejects.toThrow(SyntaxError);
    expect(await (await userinfoWith({ kind: 'empty-body' })).text()).toBe('');
    const fault = { kind: 'text', text: '<p>', contentType: 'text/html' } as const;
    const text = await userinfoWith(fault);
    expect(text.headers.get('content-type')).toBe('text/html');
    expect(await text.text()).toBe('<p>');
  });

  it.each([null, [null], [], 42, 'text', {}])(
    '"json" responds with the value %j',
    async (value) => {
      expect(await (await userinfoWith({ kind: 'json', value })).json()).toEqual(value);
    },
  );

  it('"delay" sends the correct response late', async () => {
    const token = await obtainToken(emulator, 'google');
    emulator.injectFault({ endpoint: 'userinfo', kind: 'delay', delayMs: 120 });
    const start = performance.now();
    const response = await getWithToken(emulator.google.userinfoUrl, token);
    expect(await jsonObject(response)).toMatchObject({ name: 'Vera Sample' });
    expect(performance.now() - start).toBeGreaterThan(110);
  });

  it('"content-type" sends the correct body with another content type', async () => {
    const token = await obtainToken(emulator, 'google');
    emulator.injectFault({ endpoint: 'userinfo', kind: 'content-type', contentType: 'text/plain' });
    const response = await getWithToken(emulator.google.userinfoUrl, token);
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(await jsonObject(response)).toHaveProperty('sub');
  });

  it('"response-fields" replaces and removes fields of an object', async () => {
    const token = await obtainToken(emulator, 'google');
    const fields = { sub: 7, name: undefined };
    emulator.injectFault({ endpoint: 'userinfo', kind: 'response-fields', fields });
    const body = await jsonObject(await getWithToken(emulator.google.userinfoUrl, token));
    expect(body).toMatchObject({ sub: 7, email: 'vera@example.com' });
    expect(body).not.toHaveProperty('name');
  });

  it('"response-fields" applies to each object in a list', async () => {
    const token = await obtainToken(emulator, 'github', { persona: 'rory' });
    const fields = { verified: 'true' };
    emulator.injectFault({ endpoint: 'emails', kind: 'response-fields', fields });
    const response = await getWithToken(emulator.github.emailsUrl, token);
    expect(await response.json()).toMatchObject([fields, fields, fields, fields]);
  });

  it('"response-fields" applies to a form', async () => {
    const fields = { access_token: undefined, scope: 'none' };
    emulator.injectFault({ endpoint: 'token', kind: 'response-fields', fields });
    const code = await obtainCode(emulator, 'github');
    const response = await exchangeCode(emulator, 'github', code);
    expect(await response.text()).toBe('token_type=bearer&scope=none');
  });
});

describe('at the authorization endpoint, the fault', () => {
  async function callbackParams(): Promise<URLSearchParams> {
    return new URL(await emulator.approve(authorizationUrl(emulator, 'google'), 'vera'))
      .searchParams;
  }

  it('"callback-params" replaces, repeats and removes parameters of the callback', async () => {
    const iss = ['https://accounts.google.com', 'https://attacker.example'];
    const fault = { kind: 'callback-params', params: { iss, state: 'other', code: null } } as const;
    emulator.injectFault({ endpoint: 'authorize', ...fault });
    const params = await callbackParams();
    expect(params.getAll('iss')).toEqual(iss);
    expect([params.get('state'), params.get('code')]).toEqual(['other', null]);
  });

  it('"access-denied" cancels a request that the persona approved', async () => {
    emulator.injectFault({ endpoint: 'authorize', kind: 'access-denied', persona: 'vera' });
    expect((await callbackParams()).get('error')).toBe('access_denied');
  });

  it('"status" replaces the page', async () => {
    emulator.injectFault({ endpoint: 'authorize', kind: 'status', status: 502 });
    await expect(callbackParams()).rejects.toThrow('502');
  });
});

describe('injected faults', () => {
  it('apply in the order they were injected, after `skip` requests and for `times` requests', async () => {
    for (const status of [500, 503]) {
      emulator.injectFault({ endpoint: 'userinfo', kind: 'status', status, skip: 1, times: 1 });
    }
    const statuses = [];
    for (let request = 0; request < 4; request += 1) {
      // oxlint-disable-next-line no-await-in-loop -- the order of the requests matters
      statuses.push(await userinfoStatus());
    }
    expect(statuses).toEqual([401, 500, 503, 401]);
  });

  it('count the requests they apply to, and can be removed', async () => {
    const fault = emulator.injectFault({ endpoint: 'userinfo', kind: 'status', status: 500 });
    await userinfoStatus();
    expect(fault.hits).toBe(1);
    fault.clear();
    expect([await userinfoStatus(), fault.hits]).toEqual([401, 1]);
  });

  it('apply only to the given provider and persona', async () => {
    emulator.injectFault({
      endpoint: 'token',
      provider: 'google',
      persona: 'una',
      kind: 'status',
      status: 500,
    });
    const requests = [
      ['google', 'una'],
      ['google', 'vera'],
      ['github', 'una'],
    ] as const;
    const statuses = requests.map(async ([provider, persona]) => {
      const code = await obtainCode(emulator, provider, { persona });
      return (await exchangeCode(emulator, provider, code)).status;
    });
    expect(await Promise.all(statuses)).toEqual([500, 200, 200]);
  });

  it('do not consume the code of a request whose response they replace', async () => {
    emulator.injectFault({ endpoint: 'token', kind: 'status', status: 500, times: 1 });
    const code = await obtainCode(emulator, 'google');
    expect((await exchangeCode(emulator, 'google', code)).status).toBe(500);
    expect((await exchangeCode(emulator, 'google', code)).status).toBe(200);
  });

  it('need little memory on 200 concurrent connections, and do not affect other requests', async () => {
    const kinds: TransportFault[] = [
      { kind: 'no-response' },
      { kind: 'slow-body' },
      { kind: 'oversized' },
    ];
    const endpoints: Endpoint[] = ['userinfo', 'user', 'emails'];
    kinds.forEach((fault, index) =>
      emulator.injectFault({ endpoint: endpoints[index] ?? 'user', ...fault }),
    );
    const token = await obtainToken(emulator, 'google');
    const memoryBefore = process.memoryUsage().rss;
    const client = new AbortController();
    const settled = Promise.allSettled(faultyRequests(201, client.signal));
    await setTimeout(500);
    const code = await obtainCode(emulator, 'github');
    expect((await exchangeCode(emulator, 'github', code)).status).toBe(200);
    expect(process.memoryUsage().rss - memoryBefore).toBeLessThan(150_000_000);
    client.abort();
    await settled;
    emulator.clearFaults();
    expect((await getWithToken(emulator.google.userinfoUrl, token)).status).toBe(200);
  });
});

/** Sends requests to the three profile endpoints in turn, and reads the first chunk of each response. */
function faultyRequests(count: number, signal: AbortSignal): Promise<void>[] {
  const { userUrl, emailsUrl } = emulator.github;
  const urls = [emulator.google.userinfoUrl, userUrl, emailsUrl];
  return Array.from({ length: count }, async (_, index) => {
    const response = await fetch(urls[index % urls.length] ?? userUrl, { signal });
    await response.body?.getReader().read();
  });
}
