import { createHash } from 'node:crypto';
import type { TestApp } from '../../support/test-app.js';

/** A client's own address, to be registered with the app under test. */
export const CLIENT_REDIRECT = 'com.example.fuzz:/callback';

const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

/** Everything that a login leaves behind, by name; requests have `{{name}}` where it goes. */
export const MATERIAL = [
  'access',
  'refresh',
  'attemptName',
  'attempt',
  'state',
  'code',
  'session',
  'clientRefresh',
  'clientCode',
  'verifier',
  'challenge',
] as const;

export type Material = Readonly<Record<(typeof MATERIAL)[number], string>>;

/** Logs in for real, as a browser and as an app, and begins a login that waits for its callback. */
export async function gather(app: TestApp): Promise<Material> {
  const browser = await app.signedIn('google');
  const { sessionId } = await browser.json<{ sessionId: string }>('/api/me');
  const callback = new URL(await app.emulator.approve(await browser.begin('google'), 'vera'));
  const [attemptName = ''] = browser.transactions();
  return {
    access: browser.cookie('access') ?? '',
    refresh: browser.cookie('refresh') ?? '',
    attemptName,
    attempt: browser.cookie(attemptName) ?? '',
    state: callback.searchParams.get('state') ?? '',
    code: callback.searchParams.get('code') ?? '',
    session: sessionId,
    clientRefresh: await clientRefresh(app),
    clientCode: await clientCode(app),
    verifier: VERIFIER,
    challenge: CHALLENGE,
  };
}

async function clientCode(app: TestApp): Promise<string> {
  const browser = app.browser();
  const { location } = await browser.submit('/auth/github', {
    redirect_uri: CLIENT_REDIRECT,
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  });
  const answer = await browser.request(await app.emulator.approve(location, 'vera'));
  return new URL(answer.location).searchParams.get('code') ?? '';
}

async function clientRefresh(app: TestApp): Promise<string> {
  const { body } = await app.browser().request('/auth/token', {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ code: await clientCode(app), code_verifier: VERIFIER }),
  });
  return (JSON.parse(body) as { refreshToken: string }).refreshToken;
}

/** @returns the text with the material in its places. */
export const fill = (text: string, material: Material): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_, name: keyof Material) => material[name]);
