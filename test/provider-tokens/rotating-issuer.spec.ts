import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ProviderTokens, ProviderTokensModule } from '../../src/provider-tokens/index.js';
import { RevocationWorker } from '../../src/provider-tokens/revocation/revocation-worker.js';
import { oidc } from '../../src/social-auth/index.js';
import { OidcApp } from '../oidc/oidc-app.js';
import { PanvaIssuer } from '../oidc/panva-issuer.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';

const CLIENT_SECRET = 'the secret of the client at the issuer';

describe.each(MAIN_ADAPTERS)(
  'the tokens of an issuer that rotates refresh tokens on %s',
  (adapter) => {
    let issuer: PanvaIssuer;
    let app: OidcApp;
    let userId: string;
    let count = 0;

    beforeAll(async () => {
      const createProviders = async (origin: string) => {
        issuer = await PanvaIssuer.start(() => [
          {
            client_id: 'app',
            client_secret: CLIENT_SECRET,
            redirect_uris: [`${origin}/auth/issuer/callback`],
            grant_types: ['authorization_code', 'refresh_token'],
          },
        ]);
        const client = { clientId: 'app', clientSecret: CLIENT_SECRET, tokens: true };
        return [oidc({ name: 'issuer', label: 'Issuer', issuer: issuer.url, ...client })];
      };
      app = await OidcApp.start(adapter, createProviders, {
        imports: (auth) => [auth, ProviderTokensModule.forRoot({})],
      });
    });
    afterAll(async () => {
      await app.stop();
      await issuer.stop();
    });
    beforeEach(async () => {
      count += 1;
      await login();
      ({ userId } = await app.prisma.account.findFirstOrThrow({ orderBy: { id: 'desc' } }));
    });

    const login = async () => {
      const { status } = await app.login('issuer', (url) => issuer.approve(url, `user-${count}`));
      expect(status).toBe(303);
    };
    const get = () => app.app.app.get(ProviderTokens).get(userId, 'issuer');
    const row = () => app.prisma.providerToken.findFirst({ where: { userId } });
    const expire = () =>
      app.prisma.providerToken.updateMany({ where: { userId }, data: { expiresAt: new Date(0) } });
    const requests = (path: string) => issuer.requests.filter((url) => url === path).length;
    const statusAtIssuer = async (token: string) =>
      (await fetch(`${issuer.url}/me`, { headers: { Authorization: `Bearer ${token}` } })).status;

    it('are refreshed once for parallel uses, with the latest refresh token each time', async () => {
      const values = new Set([(await get()).value]);
      for (let time = 1; time <= 3; time += 1) {
        const before = requests('/token');
        await expire();
        const tokens = await Promise.all(Array.from({ length: 10 }, get));
        for (const { value } of tokens) values.add(value);
        expect(requests('/token')).toBe(before + 1);
        expect(await statusAtIssuer(tokens[0]?.value ?? '')).toBe(200);
      }
      expect(values.size).toBe(4);
    });

    it('require a new login after a lost response, which the issuer takes for theft', async () => {
      const before = requests('/token');
      await expire();
      issuer.loseTokenResponse();
      await expect(get()).rejects.toMatchObject({ code: 'reconsent_required' });
      expect(requests('/token')).toBe(before + 2);
      expect(await row()).toMatchObject({ retryAt: null });
      await login();
      expect(await statusAtIssuer((await get()).value)).toBe(200);
    });

    it('are revoked at the issuer after the deletion of the user (RFC 7009)', async () => {
      const { value } = await get();
      await app.prisma.user.delete({ where: { id: userId } });
      const worker = app.app.app.get(RevocationWorker);
      await worker.onDeleted({ type: 'user_deleted', userId, at: new Date() });
      expect(await row()).toBeNull();
      expect(requests('/token/revocation')).toBe(1);
      expect(await statusAtIssuer(value)).toBe(401);
    });
  },
);
