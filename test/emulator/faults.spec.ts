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

let standIn: ProviderEmulator;

beforeAll(async () => {
  standIn = await ProviderEmulator.start();
  standIn.registerRedirectUri('google', CALLBACK);
  standIn.registerRedirectUri('github', CALLBACK);
});
afterEach(() => standIn.clearFaults());
afterAll(() => standIn.stop());

function userinfo(fault: TransportFault, signal?: AbortSignal): Promise<Response> {
  standIn.fault({ endpoint: 'userinfo', ...fault });
  return fetch(standIn.google.userinfoUrl, { redirect: 'manual', ...(signal && { signal }) });
}

describe('seen from the client', () => {
  it('status: the status, as a page or as JSON', async () => {
    const page = await userinfo({ kind: 'status', status: 503 });
    expect([page.status, page.headers.get('content-type')]).toEqual([
      503,
      'text/html; charset=utf-8',
    ]);
    standIn.clearFaults();
    const object = await userinfo({ kind: 'status', status: 500, body: 'json' });
    expect(await fields(object)).toMatchObject({ error: 'server_error' });
  });

  it('hang: no answer within the patience of the client', async () => {
    const answer = userinfo({ kind: 'hang' }, AbortSignal.timeout(150));
    await expect(answer).rejects.toThrow('timeout');
  });

  it('drip: a byte at a time and never the end', async () => {
    const answer = await userinfo({ kind: 'drip', everyMs: 10 }, AbortSignal.timeout(200));
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
    await expect(userinfo({ kind: 'cut' })).rejects.toThrow('fetch failed');
    standIn.clearFaults();
    const headers = await userinfo({ kind: 'cut', when: 'after-headers' });
    await expect(headers.text()).rejects.toThrow('terminated');
    standIn.clearFaults();
    const middle = await userinfo({ kind: 'cut', when: 'mid-body' });
    await expect(middle.text()).rejects.toThrow('terminated');
  });

  it('oversize: as many bytes as asked for', async () => {
    const answer = await userinfo({ kind: 'oversize', bytes: 5_000_000 });
    expect((await answer.arrayBuffer()).byteLength).toBe(5_000_000 + '{"padding":""}'.length);
  });

  it('redirect: elsewhere, where a client that follows is seen', async () => {
    const answer = await userinfo({ kind: 'redirect', status: 307 });
    const location = answer.headers.get('location') ?? '';
    expect([answer.status, location]).toEqual([307, `${standIn.origin}/elsewhere`]);
    await fetch(location);
    expect(standIn.requests.at(-1)).toMatchObject({ path: '/elsewhere' });
  });

  it('garbage, empty, text: no JSON under JSON’s name', async () => {
    await expect((await userinfo({ kind: 'garbage' })).json()).rejects.toThrow();
    standIn.clearFaults();
    expect(await (await userinfo({ kind: 'empty' })).text()).toBe('');
    standIn.clearFaults();
    const page = await userinfo({ kind: 'text', text: '<p>', contentType: 'text/html' });
    expect([page.headers.get('content-type'), await page.text()]).toEqual(['text/html', '<p>']);
  });

  it.each([null, [null], [], 42, 'text', {}])('json: %j', async (value) => {
    expect(await (await userinfo({ kind: 'json', value })).json()).toEqual(value);
  });

  it('slow: the right answer, late', async () => {
    const token = await newToken(standIn, 'google');
    standIn.fault({ endpoint: 'userinfo', kind: 'slow', delayMs: 120 });
    const started = performance.now();
    const answer = await withToken(standIn.google.userinfoUrl, token);
    expect(await fields(answer)).toMatchObject({ name: 'Vera Sample' });
    expect(performance.now() - started).toBeGreaterThan(110);
  });

  it('content-type: the right answer under a wrong name', async () => {
    const token = await newToken(standIn, 'google');
    standIn.fault({ endpoint: 'userinfo', kind: 'content-type', contentType: 'text/plain' });
    const answer = await withToken(standIn.google.userinfoUrl, token);
    expect(answer.headers.get('content-type')).toBe('text/plain');
    expect(await fields(answer)).toHaveProperty('sub');
  });

  it('fields: the right answer with fields wrong or gone', async () => {
    const token = await newToken(standIn, 'google');
    standIn.fault({ endpoint: 'userinfo', kind: 'fields', fields: { sub: 7, name: undefined } });
    const answer = await fields(await withToken(standIn.google.userinfoUrl, token));
    expect(answer).toMatchObject({ sub: 7, email: 'vera@example.com' });
    expect(answer).not.toHaveProperty('name');
  });

  it('fields: of each entry of a list, and of a form', async () => {
    const token = await newToken(standIn, 'github', { persona: 'rory' });
    standIn.fault({ endpoint: 'emails', kind: 'fields', fields: { verified: 'true' } });
    const emails: unknown = await (await withToken(standIn.github.emailsUrl, token)).json();
    expect(emails).toMatchObject(Array.from({ length: 4 }, () => ({ verified: 'true' })));
    standIn.fault({ endpoint: 'token', kind: 'fields', fields: { access_token: undefined } });
    const answer = await exchange(standIn, 'github', await newCode(standIn, 'github'));
    expect(await answer.text()).toBe('scope=read%3Auser%2Cuser%3Aemail&token_type=bearer');
  });
});

const approve = async (): Promise<URLSearchParams> =>
  new URL(await standIn.approve(authorizeUrl(standIn, 'google'), 'vera')).searchParams;

describe('on the redirect back', () => {
  it('callback: wrong, doubled and missing parameters', async () => {
    const params = {
      iss: ['https://accounts.google.com', 'https://evil.example'],
      state: 'other',
      code: null,
    };
    standIn.fault({ endpoint: 'authorize', kind: 'callback', params });
    const back = await approve();
    expect(back.getAll('iss')).toEqual(params.iss);
    expect([back.get('state'), back.get('code')]).toEqual(['other', null]);
  });

  it('denied: although the person said yes', async () => {
    standIn.fault({ endpoint: 'authorize', kind: 'denied', persona: 'vera' });
    expect((await approve()).get('error')).toBe('access_denied');
  });

  it('leaves the page itself to the other kinds', async () => {
    standIn.fault({ endpoint: 'authorize', kind: 'status', status: 502 });
    await expect(approve()).rejects.toThrow('502');
  });
});

const status = async (url = standIn.google.userinfoUrl): Promise<number> =>
  (await fetch(url)).status;

describe('a script', () => {
  it('befalls so many calls, after so many have passed, in order', async () => {
    standIn.fault({ endpoint: 'userinfo', kind: 'status', status: 500, skip: 1, times: 1 });
    standIn.fault({ endpoint: 'userinfo', kind: 'status', status: 503, skip: 1, times: 1 });
    expect([await status(), await status(), await status(), await status()]).toEqual([
      401, 500, 503, 401,
    ]);
  });

  it('counts its hits and can be taken back', async () => {
    const fault = standIn.fault({ endpoint: 'userinfo', kind: 'status', status: 500 });
    await status();
    expect(fault.hits).toBe(1);
    fault.clear();
    expect([await status(), fault.hits]).toEqual([401, 1]);
  });

  it('befalls one provider, or one persona, and leaves the others alone', async () => {
    standIn.fault({
      endpoint: 'token',
      provider: 'google',
      persona: 'una',
      kind: 'status',
      status: 500,
    });
    const answers = [
      await exchange(standIn, 'google', await newCode(standIn, 'google', { persona: 'una' })),
      await exchange(standIn, 'google', await newCode(standIn, 'google')),
      await exchange(standIn, 'github', await newCode(standIn, 'github', { persona: 'una' })),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([500, 200, 200]);
  });

  it('does not spend the code of an exchange that fails on the wire', async () => {
    standIn.fault({ endpoint: 'token', kind: 'status', status: 500, times: 1 });
    const code = await newCode(standIn, 'google');
    expect((await exchange(standIn, 'google', code)).status).toBe(500);
    expect((await exchange(standIn, 'google', code)).status).toBe(200);
  });
});

it('two hundred faulty connections at once cost little memory and harm nobody else', async () => {
  const kinds: TransportFault[] = [{ kind: 'hang' }, { kind: 'drip' }, { kind: 'oversize' }];
  const endpoints: Endpoint[] = ['userinfo', 'user', 'emails'];
  kinds.forEach((fault, at) => standIn.fault({ endpoint: endpoints[at] ?? 'user', ...fault }));
  const { userinfoUrl } = standIn.google;
  const { userUrl, emailsUrl } = standIn.github;
  const token = await newToken(standIn, 'google');
  const before = process.memoryUsage().rss;
  const client = new AbortController();
  const stuck = Array.from({ length: 201 }, async (_, at) => {
    const url = [userinfoUrl, userUrl, emailsUrl][at % 3] ?? userUrl;
    const answer = await fetch(url, { signal: client.signal });
    await answer.body?.getReader().read();
  });
  const settled = Promise.allSettled(stuck);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const code = await newCode(standIn, 'github');
  expect((await exchange(standIn, 'github', code)).status).toBe(200);
  expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  client.abort();
  await settled;
  standIn.clearFaults();
  expect((await withToken(userinfoUrl, token)).status).toBe(200);
});
