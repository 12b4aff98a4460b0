import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { ProviderEmulator, type Endpoint, type TransportFault } from '../../src/emulator/index.js';
import {
  authorizeUrl,
  CALLBACK,
  exchange,
  fields,
  newCode,
  newToken,
  withToken,
} from './application.js';

let emulator: ProviderEmulator;

beforeAll(async () => {
  emulator = await ProviderEmulator.start();
  emulator.registerRedirectUri('google', CALLBACK);
  emulator.registerRedirectUri('github', CALLBACK);
});
afterEach(() => emulator.clearFaults());
afterAll(() => emulator.stop());

function userinfo(fault: TransportFault, signal?: AbortSignal): Promise<Response> {
  emulator.injectFault({ endpoint: 'userinfo', ...fault });
  return fetch(emulator.google.userinfoUrl, { redirect: 'manual', ...(signal && { signal }) });
}

describe('seen from the client', () => {
  it('status: the status, as a page or as JSON', async () => {
    const page = await userinfo({ kind: 'status', status: 503 });
    expect([page.status, page.headers.get('content-type')]).toEqual([
      503,
      'text/html; charset=utf-8',
    ]);
    emulator.clearFaults();
    const object = await userinfo({ kind: 'status', status: 500, body: 'json' });
    expect(await fields(object)).toMatchObject({ error: 'server_error' });
  });

  it('hang: no answer within the patience of the client', async () => {
    const answer = userinfo({ kind: 'no-response' }, AbortSignal.timeout(150));
    await expect(answer).rejects.toThrow('timeout');
  });

  it('drip: a byte at a time and never the end', async () => {
    const answer = await userinfo({ kind: 'slow-body', intervalMs: 10 }, AbortSignal.timeout(200));
    expect(answer.status).toBe(200);
    let bytes = 0;
    const reading = (async () => {
      for await (const chunk of answer.body ?? []) {
        bytes += chunk.length;
      }
    })();
    await expect(reading).rejects.toThrow('timeout');
    expect(bytes).toBeGreaterThan(3);
  });

  it('cut: a lost connection, before, after or in the middle', async () => {
    await expect(userinfo({ kind: 'connection-reset' })).rejects.toThrow('fetch failed');
    emulator.clearFaults();
    const headers = await userinfo({ kind: 'connection-reset', when: 'after-headers' });
    await expect(headers.text()).rejects.toThrow('terminated');
    emulator.clearFaults();
    const middle = await userinfo({ kind: 'connection-reset', when: 'during-body' });
    await expect(middle.text()).rejects.toThrow('terminated');
  });

  it('oversize: as many bytes as asked for', async () => {
    const answer = await userinfo({ kind: 'oversized', bytes: 5_000_000 });
    expect((await answer.arrayBuffer()).byteLength).toBe(5_000_000 + '{"padding":""}'.length);
  });

  it('redirect: elsewhere, where a client that follows is seen', async () => {
    const answer = await userinfo({ kind: 'redirect', status: 307 });
    const location = answer.headers.get('location') ?? '';
    expect([answer.status, location]).toEqual([307, `${emulator.origin}/elsewhere`]);
    await fetch(location);
    expect(emulator.requests.at(-1)).toMatchObject({ path: '/elsewhere' });
  });

  it('garbage, empty, text: no JSON under JSON’s name', async () => {
    await expect((await userinfo({ kind: 'malformed-json' })).json()).rejects.toThrow();
    emulator.clearFaults();
    expect(await (await userinfo({ kind: 'empty-body' })).text()).toBe('');
    emulator.clearFaults();
    const page = await userinfo({ kind: 'text', text: '<p>', contentType: 'text/html' });
    expect([page.headers.get('content-type'), await page.text()]).toEqual(['text/html', '<p>']);
  });

  it.each([null, [null], [], 42, 'text', {}])('json: %j', async (value) => {
    expect(await (await userinfo({ kind: 'json', value })).json()).toEqual(value);
  });

  it('slow: the right answer, late', async () => {
    const token = await newToken(emulator, 'google');
    emulator.injectFault({ endpoint: 'userinfo', kind: 'delay', delayMs: 120 });
    const started = performance.now();
    const answer = await withToken(emulator.google.userinfoUrl, token);
    expect(await fields(answer)).toMatchObject({ name: 'Vera Sample' });
    expect(performance.now() - started).toBeGreaterThan(110);
  });

  it('content-type: the right answer under a wrong name', async () => {
    const token = await newToken(emulator, 'google');
    emulator.injectFault({ endpoint: 'userinfo', kind: 'content-type', contentType: 'text/plain' });
    const answer = await withToken(emulator.google.userinfoUrl, token);
    expect(answer.headers.get('content-type')).toBe('text/plain');
    expect(await fields(answer)).toHaveProperty('sub');
  });

  it('fields: the right answer with fields wrong or gone', async () => {
    const token = await newToken(emulator, 'google');
    emulator.injectFault({
      endpoint: 'userinfo',
      kind: 'response-fields',
      fields: { sub: 7, name: undefined },
    });
    const answer = await fields(await withToken(emulator.google.userinfoUrl, token));
    expect(answer).toMatchObject({ sub: 7, email: 'vera@example.com' });
    expect(answer).not.toHaveProperty('name');
  });

  it('fields: of each entry of a list, and of a form', async () => {
    const token = await newToken(emulator, 'github', { persona: 'rory' });
    emulator.injectFault({
      endpoint: 'emails',
      kind: 'response-fields',
      fields: { verified: 'true' },
    });
    const emails: unknown = await (await withToken(emulator.github.emailsUrl, token)).json();
    expect(emails).toMatchObject(Array.from({ length: 4 }, () => ({ verified: 'true' })));
    emulator.injectFault({
      endpoint: 'token',
      kind: 'response-fields',
      fields: { access_token: undefined },
    });
    const answer = await exchange(emulator, 'github', await newCode(emulator, 'github'));
    expect(await answer.text()).toBe('scope=read%3Auser%2Cuser%3Aemail&token_type=bearer');
  });
});

const approve = async (): Promise<URLSearchParams> =>
  new URL(await emulator.approve(authorizeUrl(emulator, 'google'), 'vera')).searchParams;

describe('on the redirect back', () => {
  it('callback: wrong, doubled and missing parameters', async () => {
    const params = {
      iss: ['https://accounts.google.com', 'https://evil.example'],
      state: 'other',
      code: null,
    };
    emulator.injectFault({ endpoint: 'authorize', kind: 'callback-params', params });
    const back = await approve();
    expect(back.getAll('iss')).toEqual(params.iss);
    expect([back.get('state'), back.get('code')]).toEqual(['other', null]);
  });

  it('denied: although the person said yes', async () => {
    emulator.injectFault({ endpoint: 'authorize', kind: 'access-denied', persona: 'vera' });
    expect((await approve()).get('error')).toBe('access_denied');
  });

  it('leaves the page itself to the other kinds', async () => {
    emulator.injectFault({ endpoint: 'authorize', kind: 'status', status: 502 });
    await expect(approve()).rejects.toThrow('502');
  });
});

const status = async (url = emulator.google.userinfoUrl): Promise<number> =>
  (await fetch(url)).status;

describe('a script', () => {
  it('befalls so many calls, after so many have passed, in order', async () => {
    emulator.injectFault({ endpoint: 'userinfo', kind: 'status', status: 500, skip: 1, times: 1 });
    emulator.injectFault({ endpoint: 'userinfo', kind: 'status', status: 503, skip: 1, times: 1 });
    expect([await status(), await status(), await status(), await status()]).toEqual([
      401, 500, 503, 401,
    ]);
  });

  it('counts its hits and can be taken back', async () => {
    const fault = emulator.injectFault({ endpoint: 'userinfo', kind: 'status', status: 500 });
    await status();
    expect(fault.hits).toBe(1);
    fault.clear();
    expect([await status(), fault.hits]).toEqual([401, 1]);
  });

  it('befalls one provider, or one persona, and leaves the others alone', async () => {
    emulator.injectFault({
      endpoint: 'token',
      provider: 'google',
      persona: 'una',
      kind: 'status',
      status: 500,
    });
    const answers = [
      await exchange(emulator, 'google', await newCode(emulator, 'google', { persona: 'una' })),
      await exchange(emulator, 'google', await newCode(emulator, 'google')),
      await exchange(emulator, 'github', await newCode(emulator, 'github', { persona: 'una' })),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([500, 200, 200]);
  });

  it('does not spend the code of an exchange that fails on the wire', async () => {
    emulator.injectFault({ endpoint: 'token', kind: 'status', status: 500, times: 1 });
    const code = await newCode(emulator, 'google');
    expect((await exchange(emulator, 'google', code)).status).toBe(500);
    expect((await exchange(emulator, 'google', code)).status).toBe(200);
  });
});

it('two hundred faulty connections at once cost little memory and harm nobody else', async () => {
  const kinds: TransportFault[] = [
    { kind: 'no-response' },
    { kind: 'slow-body' },
    { kind: 'oversized' },
  ];
  const endpoints: Endpoint[] = ['userinfo', 'user', 'emails'];
  kinds.forEach((fault, at) =>
    emulator.injectFault({ endpoint: endpoints[at] ?? 'user', ...fault }),
  );
  const { userinfoUrl } = emulator.google;
  const { userUrl, emailsUrl } = emulator.github;
  const token = await newToken(emulator, 'google');
  const before = process.memoryUsage().rss;
  const client = new AbortController();
  const stuck = Array.from({ length: 201 }, async (_, at) => {
    const url = [userinfoUrl, userUrl, emailsUrl][at % 3] ?? userUrl;
    const answer = await fetch(url, { signal: client.signal });
    await answer.body?.getReader().read();
  });
  const settled = Promise.allSettled(stuck);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const code = await newCode(emulator, 'github');
  expect((await exchange(emulator, 'github', code)).status).toBe(200);
  expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  client.abort();
  await settled;
  emulator.clearFaults();
  expect((await withToken(userinfoUrl, token)).status).toBe(200);
});
