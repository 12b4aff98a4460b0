import { connect } from 'node:net';

import { describe, expect, it } from 'vitest';

import { ProviderEmulator } from '../../src/emulator/index.js';
import { TtlCache } from '../../src/emulator/ttl-cache.js';
import { authorizeUrl, CALLBACK, exchange, newCode } from './application.js';

describe('a stand-in', () => {
  it('does not start in production', async () => {
    await expect(ProviderEmulator.start({ environment: 'production' })).rejects.toThrow(
      'does not start in production',
    );
  });

  it('says so when its port is taken', async () => {
    const first = await ProviderEmulator.start();
    const port = Number(new URL(first.origin).port);
    await expect(ProviderEmulator.start({ port })).rejects.toThrow('use a free port');
    await first.stop();
  });

  it('stops at once, with connections hanging', async () => {
    const emulator = await ProviderEmulator.start();
    emulator.injectFault({ endpoint: 'userinfo', kind: 'no-response' });
    const hanging = fetch(emulator.google.userinfoUrl).catch(() => 'gone');
    const idle = connect(Number(new URL(emulator.origin).port), '127.0.0.1');
    const closed = new Promise((resolve) => {
      idle.once('close', resolve);
    });
    await fetch(emulator.origin);
    const started = performance.now();
    await emulator.stop();
    expect(await hanging).toBe('gone');
    await closed;
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('approves everything when started so', async () => {
    const emulator = await ProviderEmulator.start({ autoApprove: true });
    emulator.registerRedirectUri('google', CALLBACK);
    const url = authorizeUrl(emulator, 'google', { login_hint: 'hana' });
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(302);
    await emulator.stop();
  });

  it('registers absolute redirect URIs only', async () => {
    const emulator = await ProviderEmulator.start();
    expect(() => emulator.registerRedirectUri('google', '/callback')).toThrow('absolute');
    expect(() => emulator.registerRedirectUri('google', `${CALLBACK}#x`)).toThrow('fragment');
    await emulator.stop();
  });

  it('has a page for what it does not know', async () => {
    const emulator = await ProviderEmulator.start();
    const answers = await Promise.all(
      ['/', '/avatars/ghost.svg', '/%00', '//'].map((path) => fetch(emulator.origin + path)),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    await emulator.stop();
  });
});

describe('recorded requests', () => {
  it('show what was called and for whom, and no secret', async () => {
    const emulator = await ProviderEmulator.start();
    emulator.registerRedirectUri('google', CALLBACK);
    const code = await newCode(emulator, 'google');
    await exchange(emulator, 'google', code);
    expect(emulator.requests.map(({ endpoint, persona }) => [endpoint, persona])).toEqual([
      ['authorize', 'vera'],
      ['token', 'vera'],
    ]);
    expect(emulator.requests[1]?.params).toMatchObject({
      code: '[hidden]',
      client_secret: '[hidden]',
      code_verifier: '[hidden]',
      grant_type: 'authorization_code',
    });
    const written = JSON.stringify(emulator.requests);
    expect(written).not.toContain(code);
    expect(written).not.toContain(emulator.google.clientSecret);
    emulator.clearRequests();
    expect(emulator.requests).toEqual([]);
    await emulator.stop();
  });

  it('are the last thousand', async () => {
    const emulator = await ProviderEmulator.start();
    for (let batch = 0; batch < 11; batch += 1) {
      // oxlint-disable-next-line no-await-in-loop -- a hundred at a time is enough for one port
      await Promise.all(Array.from({ length: 100 }, () => fetch(emulator.origin)));
    }
    expect(emulator.requests).toHaveLength(1_000);
    await emulator.stop();
  });
});

describe('what is remembered', () => {
  it('does not grow under a hundred thousand starts', () => {
    const memory = new TtlCache<number>({ lifetimeMs: 60_000, capacity: 1_000, now: Date.now });
    for (let start = 0; start < 100_000; start += 1) {
      memory.set(`key-${start}`, start);
    }
    expect(memory.size).toBe(1_000);
    expect([memory.get('key-0'), memory.get('key-99999')]).toEqual([undefined, 99_999]);
  });

  it('is forgotten when its time has come, or when taken', () => {
    let now = 0;
    const memory = new TtlCache<string>({ lifetimeMs: 10, capacity: 5, now: () => now });
    memory.set('a', 'A');
    now = 9;
    memory.set('b', 'B');
    expect([memory.get('a'), memory.take('b'), memory.take('b')]).toEqual(['A', 'B', undefined]);
    now = 10;
    expect(memory.get('a')).toBeUndefined();
    memory.set('c', 'C');
    expect(memory.size).toBe(1);
  });
});
