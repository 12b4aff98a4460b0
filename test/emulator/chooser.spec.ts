import { createHash } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ProviderEmulator, type ProviderName } from '../../src/emulator/index.js';
import { authorizeUrl, CALLBACK, paramsOf } from './application.js';

const PROVIDERS: ProviderName[] = ['google', 'github'];
let emulator: ProviderEmulator;

beforeAll(async () => {
  emulator = await ProviderEmulator.start();
  PROVIDERS.forEach((provider) => emulator.registerRedirectUri(provider, CALLBACK));
});
afterAll(() => emulator.stop());

async function open(url: string): Promise<{ answer: Response; page: string }> {
  const answer = await fetch(url);
  return { answer, page: await answer.text() };
}

function submit(page: string, choice: Record<string, string>): Promise<Response> {
  const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
  const request = /name="request" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const body = new URLSearchParams({ request, ...choice });
  return fetch(emulator.origin + action, { method: 'POST', body, redirect: 'manual' });
}

const peopleOn = (page: string): (string | undefined)[] =>
  [...page.matchAll(/name="persona" value="([^"]+)"/g)].map(([, id]) => id);

describe.each(PROVIDERS)('the page of %s', (provider) => {
  it('says that it is a stand-in, and for which application', async () => {
    const { page } = await open(authorizeUrl(emulator, provider));
    expect(page).toContain('Development stand-in. This is not the real');
    expect(page).toContain('<strong>localhost:3000</strong>');
  });

  it('signs in the person who is clicked', async () => {
    const { page } = await open(authorizeUrl(emulator, provider));
    const answer = await submit(page, { persona: 'vera' });
    expect(answer.status).toBe(303);
    expect(paramsOf(answer.headers.get('location'))).toMatchObject({ state: 'the-state' });
  });

  it('has a way to cancel', async () => {
    const { page } = await open(authorizeUrl(emulator, provider));
    const answer = await submit(page, { cancel: 'true' });
    expect(paramsOf(answer.headers.get('location'))).toMatchObject({ error: 'access_denied' });
  });

  it('puts the hinted person first, also when not listed', async () => {
    const { page } = await open(authorizeUrl(emulator, provider, { login_hint: 'amal' }));
    expect(peopleOn(page)[0]).toBe('amal');
  });

  it('has at most six people before "More people"', async () => {
    const { page } = await open(authorizeUrl(emulator, provider));
    expect(peopleOn(page.slice(0, page.indexOf('<details>'))).length).toBeLessThanOrEqual(6);
  });

  it('refuses a made-up request, an unknown person, and another provider’s request', async () => {
    const { page } = await open(authorizeUrl(emulator, provider));
    const other = provider === 'google' ? 'github' : 'google';
    const crossed = page.replace(`/choice/${provider}`, `/choice/${other}`);
    expect((await submit(page, { request: 'made-up', persona: 'vera' })).status).toBe(400);
    expect((await submit(page, { persona: 'ghost' })).status).toBe(400);
    expect((await submit(crossed, { persona: 'vera' })).status).toBe(400);
  });
});

describe('the page', () => {
  it('has a strict policy that lets the form lead back to the application', async () => {
    const { answer, page } = await open(authorizeUrl(emulator, 'google'));
    const policy = answer.headers.get('content-security-policy') ?? '';
    const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
    expect(policy).toContain("form-action 'self' http://localhost:3000;");
    expect(policy).not.toContain('unsafe');
    expect(page).not.toContain('<script');
  });

  it('escapes what a persona is called', async () => {
    emulator.addPersona({ id: 'mallory', name: '<img src=x onerror=1>' });
    const { page } = await open(authorizeUrl(emulator, 'google'));
    expect(page).toContain('&lt;img src=x onerror=1&gt;');
    expect(page).not.toContain('<img src=x');
  });

  it('shows a picture of each person from its own origin', async () => {
    const answer = await fetch(`${emulator.origin}/avatars/vera.svg`);
    expect(answer.headers.get('content-type')).toContain('image/svg+xml');
    expect(await answer.text()).toMatch(/>\s*V\s*<\/text>/);
  });
});
