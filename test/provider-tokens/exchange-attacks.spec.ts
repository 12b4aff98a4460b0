import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeyRing, UserAdministration } from '../../src/social-auth/index.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TokenForger } from '../tokens/forged-tokens.js';
import {
  basic,
  CONTACTS,
  ExchangeApp,
  json,
  outcome,
  REPORTS,
  type SignedInUser,
} from './exchange-app.js';
import { CALENDARS } from './tokens-app.js';

describe.each(MAIN_ADAPTERS)('attacks on the exchange of tokens on %s', (adapter) => {
  let app: ExchangeApp;
  let user: SignedInUser;

  beforeAll(async () => {
    app = await ExchangeApp.start(adapter);
    user = await app.user();
  });
  afterAll(() => app.stop());

  const events = () =>
    app.base.prisma.auditEvent.count({ where: { detail: { contains: 'x'.repeat(9) } } });
  const refused = async (subjectToken: string) =>
    expect(outcome(await app.exchange(subjectToken))).toEqual([400, 'invalid_request']);

  it('S83 returns the token of the user of the subject token only', async () => {
    const other = await app.user();
    const [own, others] = await Promise.all([
      app.exchange(user.accessToken),
      app.exchange(other.accessToken, { sub: user.userId, user_id: user.userId }),
    ]);
    expect(json(own)['access_token']).not.toBe(json(others)['access_token']);
    const url = app.base.emulator.google.userinfoUrl;
    const headers = { Authorization: `Bearer ${String(json(others)['access_token'])}` };
    const profile = (await (await fetch(url, { headers })).json()) as { email: string };
    expect(profile.email).toBe(`${other.persona}@example.com`);
  });

  it('S83 refuses forged tokens, and those of another audience, issuer or kind', async () => {
    const forger = new TokenForger(user.accessToken);
    const { privateKey, publicKey } = app.module.app.get(KeyRing).signingKey();
    const subjects = {
      ...forger.withInvalidSignature(publicKey, app.base.emulator.origin),
      ...forger.withInvalidClaims(privateKey),
      'another audience': forger.sign(privateKey, {}, { aud: 'https://other.example' }),
      'another issuer': forger.sign(privateKey, {}, { iss: 'https://other.example' }),
      'a refresh token': user.browser.cookie('refresh') ?? '',
    };
    const accepted = await Promise.all(
      Object.entries(subjects).map(async ([description, token]) =>
        (await app.exchange(token)).status === 200 ? [description] : [],
      ),
    );
    expect(accepted.flat()).toEqual([]);
    expect((await app.exchange(forger.sign(privateKey, {}))).status).toBe(200);
  });

  it('S83 refuses the token of a session that was revoked, also when a request is replayed', async () => {
    const leaver = await app.user();
    const [first, replayed] = [
      await app.exchange(leaver.accessToken),
      await app.exchange(leaver.accessToken),
    ];
    expect(json(replayed)).toMatchObject({ access_token: json(first)['access_token'] });
    await leaver.browser.submit('/auth/logout');
    await refused(leaver.accessToken);
  });

  it('S83 refuses the token of a user who is disabled', async () => {
    const disabled = await app.user();
    await app.module.app.get(UserAdministration).disable(disabled.userId);
    await refused(disabled.accessToken);
  });

  it('S83 returns no token with more scopes than the client may have', async () => {
    const generous = await app.user([CALENDARS, CONTACTS]);
    for (const scope of [null, '', CALENDARS, CONTACTS, `${CALENDARS} ${CONTACTS}`]) {
      const response = await app.exchange(generous.accessToken, { scope });
      expect(outcome(response)).toEqual([400, 'invalid_scope']);
      expect(response.body).not.toContain('ya29.');
    }
  });

  it('S83 refuses unknown clients, invalid secrets, and clients without a secret', async () => {
    const attempts = [
      [{}, null],
      [{ client_id: 'reports' }, null],
      [{ client_id: 'reports', client_secret: '' }, null],
      [{ client_id: 'reports', client_secret: `${REPORTS.clientSecret}x` }, null],
      [{}, basic({ clientId: 'reports', clientSecret: 'x' })],
      [{}, basic({ clientId: 'xxxxxxxxx', clientSecret: REPORTS.clientSecret })],
      [{}, basic({ clientId: '__proto__', clientSecret: '' })],
      [{}, 'Basic'],
      [{}, 'Basic cmVwb3J0cw=='],
      [{}, `Basic ${Buffer.from('%:%').toString('base64')}`],
      [{}, `Bearer ${user.accessToken}`],
    ] as const;
    for (const [changes, authorization] of attempts) {
      const response = await app.exchange(user.accessToken, changes, authorization);
      expect([authorization, ...outcome(response)]).toEqual([authorization, 401, 'invalid_client']);
      expect(response.headers.get('www-authenticate')).toBe('Basic realm="token"');
    }
    const publicClient = await app.exchange(user.accessToken, { client_id: 'app' }, null);
    expect(outcome(publicClient)).toEqual([400, 'unauthorized_client']);
    expect(await events()).toBe(0);
  });

  it('S83 refuses a parameter that occurs twice', async () => {
    const body = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: user.accessToken,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    });
    body.append('audience', 'google');
    body.append('audience', 'github');
    const response = await app.module.browser().request('/auth/token', {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        authorization: basic(REPORTS),
      },
      body: body.toString(),
    });
    expect(outcome(response)).toEqual([400, 'invalid_target']);
  });

  it('S83 refuses a row that was copied from another user', async () => {
    const thief = await app.user();
    const [stolen, own] = await Promise.all(
      [user, thief].map(({ userId }) =>
        app.base.prisma.providerToken.findFirstOrThrow({ where: { userId } }),
      ),
    );
    await app.base.prisma.providerToken.update({
      where: { accountId: own?.accountId ?? '' },
      data: { accessToken: stolen?.accessToken ?? '', userId: user.userId },
    });
    const response = await app.exchange(thief.accessToken);
    expect(outcome(response)).toEqual([400, 'invalid_scope']);
  });

  it('S83 limits the rate of requests', async () => {
    const rateLimits = { token: { limit: 2, ttl: '1m' } } as const;
    const limited = await ExchangeApp.startModule(app.base, adapter, { rateLimits });
    const browser = limited.browser();
    const statuses: number[] = [];
    for (let time = 0; time < 3; time += 1) {
      const fields = { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange' };
      statuses.push((await browser.submit('/auth/token', fields)).status);
    }
    expect(statuses).toEqual([401, 401, 429]);
    await limited.stop();
  });
});
