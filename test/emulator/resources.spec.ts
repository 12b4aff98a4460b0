import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProviderEmulator } from '../../src/emulator/index.js';
import { getWithToken, jsonObject, obtainToken, startEmulator } from './oauth-client.js';

const CALENDAR = 'https://www.googleapis.com/auth/calendar.readonly';
const CALENDAR_LIST = '/calendar/v3/users/me/calendarList';

let emulator: ProviderEmulator;

beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.stop());

async function getFromGoogle(path: string, scope: string, persona = 'vera'): Promise<Response> {
  const token = await obtainToken(emulator, 'google', { scope, persona });
  return getWithToken(emulator.google.apiUrl + path, token);
}

async function getFromGitHub(path: string, scope: string, persona = 'vera'): Promise<Response> {
  const token = await obtainToken(emulator, 'github', { scope, persona });
  return getWithToken(emulator.github.apiUrl + path, token);
}

describe('the calendar list of Google', () => {
  it('has the primary calendar and those of the persona', async () => {
    const response = await getFromGoogle(CALENDAR_LIST, CALENDAR);
    expect(response.status).toBe(200);
    expect(await jsonObject(response)).toMatchObject({
      kind: 'calendar#calendarList',
      etag: expect.any(String),
      nextSyncToken: expect.any(String),
      items: [
        { id: 'vera@example.com', primary: true, accessRole: 'owner' },
        { summary: 'Team', accessRole: 'reader' },
        { summary: 'Public holidays', accessRole: 'reader' },
      ],
    });
  });

  it('requires a scope of the calendar', async () => {
    const response = await getFromGoogle(CALENDAR_LIST, 'openid email');
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
    expect(await jsonObject(response)).toMatchObject({
      error: {
        code: 403,
        status: 'PERMISSION_DENIED',
        errors: [{ domain: 'global', reason: 'insufficientPermissions' }],
        details: [{ reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }],
      },
    });
  });

  it('returns 401 for an expired token and for none', async () => {
    const token = await obtainToken(emulator, 'google', { scope: CALENDAR });
    emulator.expireAccessTokens('google');
    const url = emulator.google.apiUrl + CALENDAR_LIST;
    const expired = await getWithToken(url, token);
    const missing = await fetch(url);
    expect([expired.status, missing.status]).toEqual([401, 401]);
    expect(expired.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(await jsonObject(expired)).toMatchObject({
      error: { code: 401, status: 'UNAUTHENTICATED', errors: [{ reason: 'authError' }] },
    });
    expect(await jsonObject(missing)).toMatchObject({
      error: { errors: [{ reason: 'required' }] },
    });
  });

  it('responds with injected faults', async () => {
    emulator.injectFault({ endpoint: 'calendars', kind: 'status', status: 503, times: 1 });
    expect((await getFromGoogle(CALENDAR_LIST, CALENDAR)).status).toBe(503);
  });
});

describe('the repositories of GitHub', () => {
  it.each([
    ['repo', ['vera/website', 'vera/notes']],
    ['public_repo', ['vera/website']],
    ['', ['vera/website']],
  ])('are limited by the scope "%s" to %o', async (scope, names) => {
    const persona = await obtainToken(emulator, 'github', { scope, persona: 'vera' });
    const response = await getWithToken(`${emulator.github.apiUrl}/user/repos`, persona);
    const repositories = (await response.json()) as { full_name: string }[];
    expect(repositories.map(({ full_name: name }) => name)).toEqual(names);
    emulator.revokeAccess('github', 'vera');
  });

  it('return 401 for an invalid token', async () => {
    const response = await getWithToken(`${emulator.github.apiUrl}/user/repos`, 'gho_invalid');
    expect(response.status).toBe(401);
  });
});

describe('the membership of an organization of GitHub', () => {
  const path = '/user/memberships/orgs/Example-Org';

  it.each([
    ['vera', { state: 'active', role: 'admin' }],
    ['una', { state: 'pending', role: 'member' }],
    ['rory', { state: 'active', role: 'member' }],
  ])('shows the persona %s with %o, for a name in any case', async (persona, membership) => {
    const response = await getFromGitHub(path, 'read:org', persona);
    expect(response.status).toBe(200);
    expect(await jsonObject(response)).toMatchObject({
      ...membership,
      organization: { login: 'example-org' },
      user: { login: persona },
    });
  });

  it('is not found for another user, and forbidden without the scope read:org', async () => {
    const otherUser = await getFromGitHub(path, 'read:org', 'hana');
    const unscoped = await getFromGitHub(path, 'read:user');
    expect([otherUser.status, unscoped.status]).toEqual([404, 403]);
    expect(await jsonObject(unscoped)).toMatchObject({
      message: expect.stringContaining('read:org'),
    });
  });
});

describe('an organization of GitHub that restricts applications', () => {
  beforeAll(() => {
    const organizations = [{ organization: 'closed', teams: ['core'], restrictsApps: true }];
    emulator.addPersona({ id: 'lee', github: { organizations } });
  });

  it.each(['/user/memberships/orgs/closed', '/orgs/closed/teams/core/memberships/lee'])(
    'forbids %s with its name in the message',
    async (path) => {
      const response = await getFromGitHub(path, 'read:org', 'lee');
      expect(response.status).toBe(403);
      expect(await jsonObject(response)).toMatchObject({
        message: expect.stringContaining('`closed` organization has enabled OAuth App access'),
      });
    },
  );
});

describe('the membership of a team of GitHub', () => {
  const path = '/orgs/example-org/teams/engineering/memberships';

  it('is active for a member', async () => {
    const response = await getFromGitHub(`${path}/vera`, 'read:org');
    expect(await jsonObject(response)).toMatchObject({ state: 'active', role: 'member' });
  });

  it.each([
    ['a member of the organization only', `${path}/rory`, 'read:org', 'rory'],
    ['another user', `${path}/vera`, 'read:org', 'rory'],
    ['another team', '/orgs/example-org/teams/sales/memberships/vera', 'read:org', 'vera'],
    ['a missing scope', `${path}/vera`, 'read:user', 'vera'],
  ])('is not found for %s', async (_, url, scope, persona) => {
    expect((await getFromGitHub(url, scope, persona)).status).toBe(404);
  });
});

describe('a path with parameters', () => {
  it('is not found with an invalid percent-encoding or more segments', async () => {
    const paths = ['/user/memberships/orgs/%E0%A4%A', '/user/memberships/orgs/a/b'];
    const responses = await Promise.all(paths.map((path) => fetch(emulator.origin + path)));
    expect(responses.map(({ status }) => status)).toEqual([404, 404]);
  });
});
