import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProviderTokens } from '../../src/provider-tokens/index.js';
import { RevocationWorker } from '../../src/provider-tokens/revocation/revocation-worker.js';
import { executeSql } from '../support/database.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { ACCEPT_JSON } from '../support/requests.js';
import type { TestApp } from '../support/test-app.js';
import { call, linkGitHub, linkedUser, startTokensApp, type LinkedUser } from './tokens-app.js';

const UNAVAILABLE = { endpoint: 'revoke', kind: 'status', status: 503 } as const;

describe.each(MAIN_ADAPTERS)('the revocation of access at the provider on %s', (adapter) => {
  let app: TestApp;
  let user: LinkedUser;

  beforeAll(async () => {
    app = await startTokensApp(adapter, { PROVIDER_TIMEOUT_MS: '1500' });
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    app.emulator.clearFaults();
    user = await linkedUser(app);
    app.emulator.clearRequests();
  });

  const revocations = (provider: 'google' | 'github' = 'github') =>
    app.emulator.countRequests(provider, 'revoke');
  const row = () => app.prisma.providerToken.findUnique({ where: { accountId: user.accountId } });
  const unlink = () => user.browser.submit(`/auth/accounts/${user.accountId}/unlink`);
  const deleteUser = () =>
    user.browser.request('/auth/account', {
      method: 'DELETE',
      headers: { ...ACCEPT_JSON, origin: app.origin },
    });
  const erased = () => vi.waitFor(async () => expect(await row()).toBeNull());
  /** Waits for an attempt and its outcome. */
  const attempted = async (attempts: number) => {
    await vi.waitFor(async () => expect((await row())?.attempts).toBe(attempts));
    await run();
  };
  const makeDue = (attempts = 1) =>
    app.prisma.providerToken.update({
      where: { accountId: user.accountId },
      data: { revokeAt: new Date(0), attempts },
    });
  const run = (instance = app) => instance.app.get(RevocationWorker, { strict: false }).run();
  const accessToken = async () => {
    const tokens = app.app.get(ProviderTokens, { strict: false });
    return (await tokens.get(user.userId, 'github')).value;
  };
  const statusAtGitHub = async (token: string) => {
    const headers = { Authorization: `Bearer ${token}`, 'User-Agent': 'test' };
    return (await fetch(app.emulator.github.userUrl, { headers })).status;
  };

  it('S80 follows an unlink at once, and erases the tokens', async () => {
    const token = await accessToken();
    expect(await statusAtGitHub(token)).toBe(200);
    expect((await unlink()).status).toBe(303);
    await erased();
    expect(revocations()).toBe(1);
    expect(await statusAtGitHub(token)).toBe(401);
    expect((await call(user.browser)).status).toBe(403);
  });

  it('S80 follows the deletion of the user, at every provider', async () => {
    expect((await deleteUser()).status).toBe(204);
    await vi.waitFor(async () => {
      const where = { userId: user.userId };
      expect(await app.prisma.providerToken.count({ where })).toBe(0);
    });
    expect([revocations('google'), revocations('github')]).toEqual([1, 1]);
  });

  it('neither delays nor fails an unlink or a deletion while the provider does not respond', async () => {
    app.emulator.injectFault({ endpoint: 'revoke', kind: 'no-response' });
    const startedAt = Date.now();
    expect((await unlink()).status).toBe(303);
    expect((await deleteUser()).status).toBe(204);
    expect(Date.now() - startedAt).toBeLessThan(1500);
    await attempted(1);
  });

  it('keeps nothing but the tokens and their key until the provider is available again', async () => {
    app.emulator.injectFault(UNAVAILABLE);
    await deleteUser();
    await attempted(1);
    const pending = await row();
    expect(pending).toMatchObject({ scope: '', provider: 'github' });
    const wait = Number(pending?.revokeAt) - Date.now();
    expect(wait).toBeGreaterThan(50_000);
    expect(wait).toBeLessThan(70_000);
    app.emulator.clearFaults();
    await run();
    expect(revocations()).toBe(1);
    await makeDue();
    await run();
    await erased();
    expect(revocations()).toBe(2);
  });

  it('S80 is repeated eleven times at most, and erases the tokens in the end', async () => {
    app.emulator.injectFault(UNAVAILABLE);
    await unlink();
    await attempted(1);
    await makeDue(9);
    await run();
    await attempted(10);
    const wait = Number((await row())?.revokeAt) - Date.now();
    expect(wait).toBeGreaterThan(8.4 * 3_600_000);
    await makeDue(10);
    await run();
    await erased();
    expect(revocations()).toBe(3);
  });

  it('is done once by several instances, also after the one that began it was killed', async () => {
    const other = await app.another(adapter, {
      PROVIDER_TOKENS: 'true',
      PROVIDER_TIMEOUT_MS: '1500',
    });
    app.emulator.injectFault({ ...UNAVAILABLE, times: 1 });
    await unlink();
    await attempted(1);
    await makeDue();
    app.emulator.injectFault({ endpoint: 'revoke', kind: 'delay', delayMs: 100 });
    await Promise.all([run(), run(other), run(), run(other)]);
    await erased();
    expect(revocations()).toBe(2);
    await other.stop();
  });

  it('S80 is done at the next start for accounts that were deleted by SQL, or before a crash', async () => {
    await executeSql(`DELETE FROM "Account" WHERE id = '${user.accountId}'`, app.database.url);
    expect(await row()).toMatchObject({ revokeAt: null });
    const restarted = await app.another(adapter, {
      PROVIDER_TOKENS: 'true',
      PROVIDER_TIMEOUT_MS: '1500',
    });
    await erased();
    await restarted.stop();
    expect(revocations()).toBe(1);
  });

  it('is skipped when the account has been linked again, by any user', async () => {
    app.emulator.injectFault(UNAVAILABLE);
    await unlink();
    await attempted(1);
    app.emulator.clearFaults();
    await linkGitHub(app, user.browser, user.persona);
    expect((await call(user.browser, '/api/repositories')).status).toBe(200);
    app.emulator.clearRequests();
    await makeDue();
    await run();
    await erased();
    expect(revocations()).toBe(0);
    expect((await call(user.browser, '/api/repositories')).status).toBe(200);
  });

  it('waits for a refresh in progress, whose tokens it revokes', async () => {
    const leasedUntil = new Date(Date.now() + 60_000);
    const where = { accountId: user.accountId };
    await app.prisma.providerToken.update({ where, data: { leasedUntil } });
    await unlink();
    await vi.waitFor(async () => expect((await row())?.revokeAt).not.toBeNull());
    await run();
    expect(revocations()).toBe(0);
    await app.prisma.providerToken.update({ where, data: { leasedUntil: null } });
    await run();
    await erased();
    expect(revocations()).toBe(1);
  });

  it('S81 erases a row that was copied from another user, without a request', async () => {
    const other = await linkedUser(app);
    const stolen = await app.prisma.providerToken.findUniqueOrThrow({
      where: { accountId: other.accountId },
    });
    await app.prisma.providerToken.update({
      where: { accountId: user.accountId },
      data: { accessToken: stolen.accessToken, refreshToken: stolen.refreshToken },
    });
    await unlink();
    await erased();
    expect(revocations()).toBe(0);
    expect((await call(other.browser, '/api/repositories')).status).toBe(200);
  });
});
