import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SaveTokens } from '../../src/provider-tokens/save-tokens.js';
import { UserMerges } from '../../src/user-merge/index.js';
import { TestApp } from '../support/test-app.js';
import { call, startTokensApp, withAccess } from './tokens-app.js';

describe('the tokens of accounts that move to another user', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTokensApp('fastify');
  });
  afterAll(() => app.stop());

  it('can be used by the surviving user, and by the first one after the merge was undone', async () => {
    const merges = app.app.get(UserMerges, { strict: false });
    const withTokens = await withAccess(app, 'google', 'vera');
    const { id: veraId } = await withTokens.json<{ id: string }>('/api/me');
    const other = await app.signedIn('github', 'vera');
    const { id: otherId } = await other.json<{ id: string }>('/api/me');
    expect((await call(other)).status).toBe(403);
    await merges.merge(veraId, otherId);
    expect((await call(other)).status).toBe(200);
    expect((await call(withTokens)).status).toBe(401);
    const where = { userId: otherId, provider: 'google' };
    expect(await app.prisma.providerToken.count({ where })).toBe(1);
    // A login that found the first user before the merge stores its tokens after it.
    const { accountId } = await app.prisma.providerToken.findFirstOrThrow({ where });
    const profile = { provider: 'google' };
    const tokens = { accessToken: 'late', scopes: [] };
    const late = { userId: veraId, accountId, profile, tokens, isConsent: true };
    const save = app.app.get(SaveTokens, { strict: false }).run(late as never);
    await expect(save).rejects.toThrow('were changed by other requests');
    expect((await call(other)).status).toBe(200);
    await merges.undo(veraId);
    expect((await call(other)).status).toBe(403);
    expect((await call(await app.signedIn('google', 'vera'))).status).toBe(200);
  });
});
