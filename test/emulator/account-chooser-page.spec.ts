import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProviderEmulator } from '../../src/emulator/index.js';
import { authorizationUrl, PROVIDERS, queryParams, startEmulator } from './oauth-client.js';

let emulator: ProviderEmulator;

beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.stop());

async function openPage(url: string): Promise<{ response: Response; page: string }> {
  const response = await fetch(url);
  return { response, page: await response.text() };
}

function submitForm(page: string, fields: Record<string, string>): Promise<Response> {
  const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
  const request = /name="request" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const body = new URLSearchParams({ request, ...fields });
  return fetch(emulator.origin + action, { method: 'POST', body, redirect: 'manual' });
}

function personaIds(page: string): (string | undefined)[] {
  return [...page.matchAll(/name="persona" value="([^"]+)"/g)].map(([, id]) => id);
}

describe.each(PROVIDERS)('the account chooser of %s', (provider) => {
  it('says that it is an emulator, and names the application', async () => {
    const { page } = await openPage(authorizationUrl(emulator, provider));
    expect(page).toContain('Emulator for development. This is not ');
    expect(page).toContain('<strong>localhost:3000</strong>');
  });

  it('redirects to the application with a code when an account is chosen', async () => {
    const { page } = await openPage(authorizationUrl(emulator, provider));
    const response = await submitForm(page, { persona: 'vera' });
    expect(response.status).toBe(303);
    expect(queryParams(response.headers.get('location'))).toMatchObject({
      state: 'the-state',
      code: expect.any(String),
    });
  });

  it('redirects to the application with access_denied when it is canceled', async () => {
    const { page } = await openPage(authorizationUrl(emulator, provider));
    const response = await submitForm(page, { cancel: 'true' });
    expect(queryParams(response.headers.get('location'))).toMatchObject({ error: 'access_denied' });
  });

  it('shows the persona of the login hint first, even if it is not listed', async () => {
    const { page } = await openPage(authorizationUrl(emulator, provider, { login_hint: 'amal' }));
    expect(personaIds(page)[0]).toBe('amal');
  });

  it('lists at most six accounts before "More accounts"', async () => {
    const { page } = await openPage(authorizationUrl(emulator, provider));
    const listed = page.slice(0, page.indexOf('<details>'));
    expect(personaIds(listed).length).toBeLessThanOrEqual(6);
  });

  it('rejects an unknown request, an unknown persona and the request of another provider', async () => {
    const { page } = await openPage(authorizationUrl(emulator, provider));
    const other = provider === 'google' ? 'github' : 'google';
    const otherPage = page.replace(`/choice/${provider}`, `/choice/${other}`);
    const responses = await Promise.all([
      submitForm(page, { request: 'unknown', persona: 'vera' }),
      submitForm(page, { persona: 'unknown' }),
      submitForm(otherPage, { persona: 'vera' }),
    ]);
    expect(responses.map(({ status }) => status)).toEqual([400, 400, 400]);
  });
});

describe('the account chooser', () => {
  it('has a policy that allows its stylesheet, redirects to any application, and no scripts', async () => {
    const { response, page } = await openPage(authorizationUrl(emulator, 'google'));
    const policy = response.headers.get('content-security-policy') ?? '';
    const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
    expect(policy).not.toContain('form-action');
    expect(policy).not.toContain('unsafe');
    expect(page).not.toContain('<script');
  });

  it('escapes the name of a persona', async () => {
    emulator.addPersona({ id: 'mallory', name: '<img src=x onerror=1>' });
    const { page } = await openPage(authorizationUrl(emulator, 'google'));
    expect(page).toContain('&lt;img src=x onerror=1');
    expect(page).not.toContain('<img src=x');
  });

  it('shows a picture of each persona from the origin of the emulator', async () => {
    const response = await fetch(`${emulator.origin}/avatars/vera.svg`);
    expect(response.headers.get('content-type')).toContain('image/svg+xml');
    expect(await response.text()).toContain('>V</text>');
  });
});
