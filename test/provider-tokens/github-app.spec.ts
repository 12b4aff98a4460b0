import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProviderTokens } from '../../src/provider-tokens/index.js';
import { RevocationWorker } from '../../src/provider-tokens/revocation/revocation-worker.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import type { TestApp } from '../support/test-app.js';
import { addPersona, expireTokens, startTokensApp } from './tokens-app.js';

const GITHUB_APP = {
  provider: 'github',
  clientId: 'Iv1.example',
  clientSecret: 'the secret of the GitHub App',
  redirectUris: [],
  type: 'github-app',
} as const;

describe.each(MAIN_ADAPTERS)('the tokens of a GitHub App on %s', (adapter) => {
  let app: TestApp;
  let persona: string;
  let userId: string;
  let accountId: string;

  beforeAll(async () => {
    app = await startTokensApp(adapter, {}, { clients: [GITHUB_APP] });
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    app.emulator.clearFaults();
    persona = addPersona(app);
    await app.signedIn('github', persona);
    const account = await app.prisma.account.findFirstOrThrow({ orderBy: { id: 'desc' } });
    ({ id: accountId, userId } = account);
    app.emulator.clearRequests();
  });

  const tokensOf = (instance: TestApp) => instance.app.get(ProviderTokens, { strict: false });
  const get = (instance = app) => tokensOf(instance).get(userId, 'github');
  const row = () => app.prisma.providerToken.findUnique({ where: { accountId } });
  const count = (endpoint: 'refresh' | 'revoke') => app.emulator.countRequests('github', endpoint);
  const statusAtGitHub = async (token: string) => {
    const headers = { Authorization: `Bearer ${token}`, 'User-Agent': 'test' };
    return (await fetch(app.emulator.github.userUrl, { headers })).status;
  };
  const deleteAccount = () => app.prisma.user.delete({ where: { id: userId } });
  const worker = () => app.app.get(RevocationWorker, { strict: false });
  const revokeDeleted = () => worker().onDeleted({ type: 'user_deleted', userId, at: new Date() });

  it('expire after eight hours, and are replaced together with the refresh token', async () => {
    const first = await get();
    expect(first.value).toMatch(/^ghu_/);
    const lifetime = Number(first.expiresAt) - Date.now();
    expect(lifetime).toBeGreaterThan(7.9 * 3_600_000);
    for (let time = 1; time <= 2; time += 1) {
      const before = await row();
      await expireTokens(app, 'github');
      expect(await statusAtGitHub((await get()).value)).toBe(200);
      expect((await row())?.refreshToken).not.toBe(before?.refreshToken);
      expect(count('refresh')).toBe(time);
    }
    expect(await statusAtGitHub(first.value)).toBe(401);
  });

  it('are replaced once for parallel uses over two instances', async () => {
    const other = await app.another(adapter, { PROVIDER_TOKENS: 'true' });
    await expireTokens(app, 'github');
    app.emulator.injectFault({ endpoint: 'refresh', kind: 'delay', delayMs: 200, times: 1 });
    const uses = Array.from({ length: 20 }, (_, n) => get(n % 2 === 0 ? app : other));
    const values = (await Promise.all(uses)).map(({ value }) => value);
    await other.stop();
    expect(new Set(values).size).toBe(1);
    expect(count('refresh')).toBe(1);
  });

  it('require a new login after a lost response, because GitHub accepts a refresh token once', async () => {
    await expireTokens(app, 'github');
    app.emulator.injectFault({ endpoint: 'refresh', kind: 'lost-response', times: 1 });
    await expect(get()).rejects.toMatchObject({ code: 'reconsent_required' });
    await expect(get()).rejects.toMatchObject({ code: 'reconsent_required' });
    expect(count('refresh')).toBe(2);
    await app.signedIn('github', persona);
    expect(await statusAtGitHub((await get()).value)).toBe(200);
  });

  it('are refreshed before they are revoked if the access token has expired', async () => {
    const { value } = await get();
    await expireTokens(app, 'github');
    await deleteAccount();
    await revokeDeleted();
    expect(await row()).toBeNull();
    expect([count('revoke'), count('refresh')]).toEqual([2, 1]);
    expect(await statusAtGitHub(value)).toBe(401);
  });

  it('are revoked later if GitHub fails after it has replaced them', async () => {
    await expireTokens(app, 'github');
    const before = await row();
    await deleteAccount();
    const fault = { endpoint: 'revoke', kind: 'status', status: 503, skip: 1, times: 1 } as const;
    app.emulator.injectFault(fault);
    await revokeDeleted();
    const pending = await row();
    expect(pending?.refreshToken).not.toBe(before?.refreshToken);
    expect(pending).toMatchObject({ attempts: 1, scope: '' });
    await app.prisma.providerToken.update({
      where: { accountId },
      data: { revokeAt: new Date(0) },
    });
    await worker().run();
    await vi.waitFor(async () => expect(await row()).toBeNull());
    expect([count('revoke'), count('refresh')]).toEqual([3, 1]);
  });
});
