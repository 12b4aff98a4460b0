import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
    await merges.undo(veraId);
    expect((await call(other)).status).toBe(403);
    expect((await call(await app.signedIn('google', 'vera'))).status).toBe(200);
  });
});
