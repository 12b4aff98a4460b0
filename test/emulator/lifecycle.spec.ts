import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ProviderEmulator } from '../../src/emulator/index.js';
import {
  authorizationUrl,
  CALLBACK_URL,
  exchangeCode,
  obtainCode,
  startEmulator,
} from './oauth-client.js';

describe('an emulator', () => {
  it('does not start in production', async () => {
    await expect(ProviderEmulator.start({ environment: 'production' })).rejects.toThrow(
      'does not start in production',
    );
  });

  it('rejects a port that is in use, with a fix in the message', async () => {
    const first = await ProviderEmulator.start();
    const port = Number(new URL(first.origin).port);
    await expect(ProviderEmulator.start({ port })).rejects.toThrow('use a free port');
    await first.stop();
  });

  it('stops at once, although connections are open and responses are pending', async () => {
    const emulator = await ProviderEmulator.start();
    emulator.injectFault({ endpoint: 'userinfo', kind: 'no-response' });
    const pending = fetch(emulator.google.userinfoUrl).catch(() => 'disconnected');
    const idle = connect(Number(new URL(emulator.origin).port), '127.0.0.1');
    const closed = new Promise((resolve) => {
      idle.once('close', resolve);
    });
    await fetch(emulator.origin);
    const start = performance.now();
    await emulator.stop();
    expect(await pending).toBe('disconnected');
    await closed;
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('redirects without a page when it is started with autoApprove', async () => {
    const emulator = await startEmulator({ autoApprove: true });
    const url = authorizationUrl(emulator, 'google', { login_hint: 'hana' });
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(302);
    await emulator.stop();
  });

  it('rejects a redirect URI that is relative or has a fragment', async () => {
    const emulator = await ProviderEmulator.start();
    expect(() => emulator.registerRedirectUri('google', '/callback')).toThrow('absolute');
    expect(() => emulator.registerRedirectUri('google', `${CALLBACK_URL}#x`)).toThrow('fragment');
    await emulator.stop();
  });

  it('returns 404 for unknown paths', async () => {
    const emulator = await ProviderEmulator.start();
    const paths = ['/', '/avatars/unknown.svg', '/%00', '//'];
    const responses = await Promise.all(paths.map((path) => fetch(emulator.origin + path)));
    expect(responses.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    await emulator.stop();
  });
});

describe('the recorded requests', () => {
  it('contain endpoint and persona, and no secret', async () => {
    const emulator = await startEmulator();
    const code = await obtainCode(emulator, 'google');
    await exchangeCode(emulator, 'google', code);
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
    const json = JSON.stringify(emulator.requests);
    expect(json).not.toContain(code);
    expect(json).not.toContain(emulator.google.clientSecret);
    emulator.clearRequests();
    expect(emulator.requests).toEqual([]);
    await emulator.stop();
  });

  it('are limited to the latest 1,000', async () => {
    const emulator = await ProviderEmulator.start();
    for (let batch = 0; batch < 11; batch += 1) {
      // oxlint-disable-next-line no-await-in-loop -- limits the number of connections
      await Promise.all(Array.from({ length: 100 }, () => fetch(emulator.origin)));
    }
    expect(emulator.requests).toHaveLength(1_000);
    await emulator.stop();
  });
});
