import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProviderEmulator } from '../../src/emulator/index.js';
import {
  authorizationUrl,
  exchangeCode,
  jsonObject,
  obtainTokens,
  queryParams,
  startEmulator,
} from './oauth-client.js';

const CALENDAR = 'https://www.googleapis.com/auth/calendar.readonly';
const EMAIL = 'https://www.googleapis.com/auth/userinfo.email';

let emulator: ProviderEmulator;

beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.stop());

/** Opens the account chooser and submits its form with the checkboxes of these scopes selected. */
async function submitPage(url: string, fields: Record<string, string>): Promise<string> {
  const page = await (await fetch(url)).text();
  const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
  const request = /name="request" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const body = new URLSearchParams({ request, persona: 'vera', ...fields });
  const response = await fetch(emulator.origin + action, {
    method: 'POST',
    body,
    redirect: 'manual',
  });
  return response.headers.get('location') ?? '';
}

async function grantedScope(provider: 'google' | 'github', callback: string): Promise<unknown> {
  const code = queryParams(callback)['code'] ?? '';
  const headers = { accept: 'application/json' };
  return (await jsonObject(await exchangeCode(emulator, provider, code, { headers })))['scope'];
}

describe('the account chooser of Google', () => {
  it('has a selected checkbox for each scope that does not identify the user', async () => {
    const url = authorizationUrl(emulator, 'google', { scope: `openid email ${CALENDAR}` });
    const page = await (await fetch(url)).text();
    const boxes = [...page.matchAll(/<input type="checkbox"[^>]*>/g)].map(([box]) => box);
    expect(boxes).toHaveLength(1);
    expect(boxes[0]).toContain(`name="scope" value="${CALENDAR}" checked`);
    expect(page).toContain('See and download any calendar you can access');
  });

  it('grants the selected scopes only', async () => {
    const url = authorizationUrl(emulator, 'google', { scope: `openid email ${CALENDAR}` });
    const all = await submitPage(url, { scope: CALENDAR });
    expect(await grantedScope('google', all)).toBe(`openid ${EMAIL} ${CALENDAR}`);
    const some = await submitPage(url, {});
    expect(queryParams(some)['scope']).toBe(`email openid ${EMAIL}`);
    expect(await grantedScope('google', some)).toBe(`openid ${EMAIL}`);
  });

  it('redirects with access_denied when no scope is granted', async () => {
    const url = authorizationUrl(emulator, 'google', { scope: CALENDAR });
    expect(queryParams(await submitPage(url, {}))).toMatchObject({ error: 'access_denied' });
  });
});

describe('the account chooser of GitHub', () => {
  it('grants all requested scopes, without checkboxes', async () => {
    const url = authorizationUrl(emulator, 'github', { scope: 'repo read:org' });
    expect(await (await fetch(url)).text()).not.toContain('type="checkbox"');
    expect(await grantedScope('github', await submitPage(url, {}))).toBe('read:org,repo');
  });
});

describe('a script', () => {
  it.each([
    ['google', `openid email ${CALENDAR}`, CALENDAR, `openid ${EMAIL}`],
    ['github', 'repo user:email', 'user:email', 'repo'],
  ] as const)('can refuse single scopes of %s', async (provider, scope, refused, granted) => {
    const url = authorizationUrl(emulator, provider, { scope });
    const callback = await emulator.approve(url, 'vera', { denyScopes: [refused] });
    expect(await grantedScope(provider, callback)).toBe(granted);
  });

  it('gets an error page when it refuses a scope that is not requested', async () => {
    const url = authorizationUrl(emulator, 'google', { scope: 'openid' });
    const approval = emulator.approve(url, 'vera', { denyScopes: ['calendar'] });
    await expect(approval).rejects.toThrow('invalid_request');
  });
});

describe('scopes of earlier requests', () => {
  it('are added by Google with include_granted_scopes only', async () => {
    const persona = 'hana';
    await obtainTokens(emulator, 'google', { persona, scope: `openid ${CALENDAR}` });
    const params = { persona, scope: 'openid email' };
    const separate = await obtainTokens(emulator, 'google', params);
    const included = { ...params, include_granted_scopes: 'true' };
    const combined = await obtainTokens(emulator, 'google', included);
    expect(separate['scope']).toBe(`openid ${EMAIL}`);
    expect(combined['scope']).toBe(`openid ${EMAIL} ${CALENDAR}`);
  });

  it('are added by GitHub to a request without scopes', async () => {
    const persona = 'rory';
    await obtainTokens(emulator, 'github', { persona, scope: 'user:email' });
    await obtainTokens(emulator, 'github', { persona, scope: 'repo' });
    const { scope } = await obtainTokens(emulator, 'github', { persona, scope: '' });
    expect(scope).toBe('user:email,repo');
  });
});
