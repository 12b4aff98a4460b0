import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderTokens } from '../../src/provider-tokens/index.js';
import { TEST_SECRET, type TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';
import { call, errorOf, startTokensApp, withAccess } from './tokens-app.js';

const NEW_SECRET = 'bJ4xN8qPz2Ts6WmLr9KvHd3Yf7Gc1Ea5UoXi0RtQ';

describe('a row with the tokens of a provider', () => {
  let app: TestApp;
  let vera: TestBrowser;
  let kim: TestBrowser;

  beforeAll(async () => {
    app = await startTokensApp('fastify');
    vera = await withAccess(app);
    app.emulator.addPersona({ id: 'kim', google: { email: 'kim@example.com' } });
    kim = await withAccess(app, 'google', 'kim');
  });
  afterAll(() => app.stop());

  const code = async (browser: TestBrowser) => errorOf(await call(browser)).code;

  const rowOf = async (email: string) => {
    const { id } = await app.prisma.account.findFirstOrThrow({ where: { email } });
    return app.prisma.providerToken.findUniqueOrThrow({ where: { accountId: id } });
  };

  it('S81 contains no token in clear text', async () => {
    const text = JSON.stringify(await app.prisma.providerToken.findMany());
    expect(text).not.toMatch(/ya29\.|1\/\/0/);
  });

  it('S81 is useless after it was copied to the account of another user', async () => {
    const [stolen, own] = await Promise.all([rowOf('vera@example.com'), rowOf('kim@example.com')]);
    const { accessToken, refreshToken, userId } = stolen;
    const where = { accountId: own.accountId };
    await app.prisma.providerToken.update({
      where,
      data: { accessToken, refreshToken, userId },
    });
    expect(await code(kim)).toBe('reconsent_required');
    await app.prisma.providerToken.update({ where, data: own });
    expect((await call(kim)).status).toBe(200);
  });

  it('S81 is useless with the tokens in exchanged columns', async () => {
    const own = await rowOf('kim@example.com');
    const where = { accountId: own.accountId };
    const accessToken = own.refreshToken ?? '';
    await app.prisma.providerToken.update({ where, data: { accessToken } });
    expect(await code(kim)).toBe('reconsent_required');
    await app.prisma.providerToken.update({ where, data: own });
  });

  it('remains readable after the secret was replaced, and is useless without it', async () => {
    const variables = { PROVIDER_TOKENS: 'true' };
    const rotated = await app.another('fastify', {
      ...variables,
      APP_SECRET: `${NEW_SECRET},${TEST_SECRET}`,
    });
    const browser = rotated.browser();
    for (const [name, value] of vera.cookies) browser.cookies.set(name, value);
    expect((await call(browser)).status).toBe(200);
    await rotated.stop();

    // An app without the secret of the signing key does not start.
    await app.prisma.signingKey.deleteMany();
    const without = await app.another('fastify', { ...variables, APP_SECRET: NEW_SECRET });
    const { userId } = await rowOf('vera@example.com');
    await expect(without.app.get(ProviderTokens).get(userId, 'google')).rejects.toMatchObject({
      code: 'reconsent_required',
    });
    await without.stop();
  });
});
