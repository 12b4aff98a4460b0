import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACCESS_TOKEN_TYPE } from '../../src/provider-tokens/exchange/exchange-request.js';
import { AuditTrail } from '../../src/social-auth/index.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import {
  BACKUP,
  basic,
  ExchangeApp,
  json,
  outcome,
  REPORTS,
  type SignedInUser,
} from './exchange-app.js';
import { CALENDARS, expireTokens } from './tokens-app.js';

describe.each(MAIN_ADAPTERS)('the exchange of tokens on %s', (adapter) => {
  let app: ExchangeApp;
  let user: SignedInUser;

  beforeAll(async () => {
    app = await ExchangeApp.start(adapter);
    user = await app.user();
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    app.base.emulator.clearFaults();
    app.base.emulator.clearRequests();
  });

  const auditOf = async (userId: string) => {
    await app.module.app.get(AuditTrail).flush();
    const where = { userId, type: { startsWith: 'provider_token_' } };
    const events = await app.base.prisma.auditEvent.findMany({ where, orderBy: { id: 'desc' } });
    return events.map(({ type, provider, detail }) => [type, provider, detail]);
  };

  it('returns an access token for the API of the provider, and no refresh token', async () => {
    const response = await app.exchange(user.accessToken, { scope: CALENDARS });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { access_token: token, scope, expires_in: expiresIn, ...rest } = json(response);
    expect(rest).toEqual({ issued_token_type: ACCESS_TOKEN_TYPE, token_type: 'Bearer' });
    expect(String(scope).split(' ')).toContain(CALENDARS);
    expect(expiresIn).toBeGreaterThan(3500);
    const url = `${app.base.emulator.google.apiUrl}/calendar/v3/users/me/calendarList`;
    const api = await fetch(url, { headers: { Authorization: `Bearer ${String(token)}` } });
    expect(api.status).toBe(200);
    expect(await auditOf(user.userId)).toContainEqual([
      'provider_token_exchanged',
      'google',
      'reports',
    ]);
  });

  it('accepts the credentials of the client in the body, and special characters in HTTP Basic', async () => {
    const { clientId: client_id, clientSecret: client_secret } = REPORTS;
    const inBody = { client_id, client_secret, requested_token_type: ACCESS_TOKEN_TYPE };
    expect((await app.exchange(user.accessToken, inBody, null)).status).toBe(200);
    const github = { audience: 'github' };
    const response = await app.exchange(user.accessToken, github, basic(BACKUP));
    // The user has no account at GitHub.
    expect(outcome(response)).toEqual([400, 'invalid_scope']);
  });

  it('refreshes an expired token first, and reports a provider that is unavailable', async () => {
    await expireTokens(app.base, 'google');
    app.base.emulator.injectFault({ endpoint: 'refresh', kind: 'status', status: 503, times: 2 });
    const refused = await app.exchange(user.accessToken);
    expect(outcome(refused)).toEqual([503, 'temporarily_unavailable']);
    await app.base.prisma.providerToken.updateMany({ data: { retryAt: null } });
    expect((await app.exchange(user.accessToken)).status).toBe(200);
    expect(app.base.emulator.countRequests('google', 'refresh')).toBe(3);
  });

  it('names the page on which the user grants an access that is missing', async () => {
    const other = await app.user([]);
    const refused = await app.exchange(other.accessToken, { scope: CALENDARS });
    expect(outcome(refused)).toEqual([400, 'invalid_scope']);
    const url = new URL(String(json(refused)['error_uri']));
    expect(url.pathname).toBe('/auth/google/consent');
    const request = url.searchParams.get('request') ?? '';
    await app.grantWith(request, other.browser, other.persona);
    const granted = await app.exchange(other.accessToken, { scope: CALENDARS });
    expect(granted.status).toBe(200);
    expect(await auditOf(other.userId)).toEqual([
      ['provider_token_exchanged', 'google', 'reports'],
      ['provider_token_refused', 'google', 'reports: invalid_scope'],
    ]);
  });

  it('does not displace the recent activity of the user', async () => {
    for (let time = 0; time < 10; time += 1) await app.exchange(user.accessToken);
    const events = await app.module.app.get(AuditTrail).recent(user.userId, 10);
    expect(events.map(({ type }) => type)).toContain('user_created');
  });

  it.each([
    ['subject_token', null, 'invalid_request'],
    ['subject_token', '', 'invalid_request'],
    ['subject_token_type', null, 'invalid_request'],
    ['subject_token_type', 'urn:ietf:params:oauth:token-type:refresh_token', 'invalid_request'],
    ['requested_token_type', 'urn:ietf:params:oauth:token-type:refresh_token', 'invalid_request'],
    ['actor_token', 'x', 'invalid_request'],
    ['client_secret', REPORTS.clientSecret, 'invalid_request'],
    ['client_id', 'backup', 'invalid_request'],
    ['audience', null, 'invalid_target'],
    ['audience', 'github', 'invalid_target'],
    ['audience', 'unknown', 'invalid_target'],
    ['audience', 'constructor', 'invalid_target'],
    ['audience', '__proto__', 'invalid_target'],
    ['resource', 'https://www.googleapis.com', 'invalid_target'],
    ['scope', 'a  b', 'invalid_scope'],
    ['scope', 'https://www.googleapis.com/auth/drive', 'invalid_scope'],
  ])('refuses %s=%s with %s', async (name, value, error) => {
    const response = await app.exchange(user.accessToken, { [name]: value });
    expect(outcome(response)).toEqual([400, error]);
  });

  it('is an unknown grant type for an app that does not permit it', async () => {
    const { status } = await app.base.browser().submit('/auth/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: user.accessToken,
    });
    expect(status).toBe(400);
  });
});
