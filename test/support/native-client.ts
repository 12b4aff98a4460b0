import { createHash, randomBytes } from 'node:crypto';
import type { TestApp } from './test-app.js';
import type { TestResponse } from './test-browser.js';

/** The parts of an app that a client needs. */
type ClientApp = Pick<TestApp, 'browser' | 'emulator'>;

/** Where an app of its own is answered; to be registered as CLIENT_REDIRECT_URIS. */
export const NATIVE = 'com.example.app:/callback';

/** What an app that keeps its own tokens is answered with. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
  tokenType: string;
  expiresIn: number;
}

/** @returns a PKCE verifier (RFC 7636 §4.1). */
export const newVerifier = (): string => randomBytes(32).toString('base64url');

/** What an app sends to begin a login. */
export const clientRequest = (verifier: string, redirectUri = NATIVE): Record<string, string> => ({
  redirect_uri: redirectUri,
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
  state: 'the state of the app',
});

/** Logs a persona in as an app does. @returns where the browser was sent with the code */
export async function clientLogin(
  app: ClientApp,
  verifier: string,
  { persona = 'vera', redirectUri = NATIVE, browser = app.browser() } = {},
): Promise<URL> {
  const started = await browser.submit('/auth/google', clientRequest(verifier, redirectUri));
  const callback = await app.emulator.approve(started.location, persona);
  const { status, location, body } = await browser.request(callback);
  if (status !== 303) throw new Error(`the callback answered ${status}: ${body}`);
  return new URL(location);
}

/** @returns a code that a persona's login has granted. */
export async function clientCode(app: ClientApp, verifier: string, persona = 'vera') {
  return (await clientLogin(app, verifier, { persona })).searchParams.get('code') ?? '';
}

/** Exchanges a code for tokens. */
export const redeem = (app: ClientApp, code: unknown, verifier: unknown): Promise<TestResponse> =>
  app.browser().request('/auth/token', {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ code, code_verifier: verifier }),
  });

/** @returns the tokens of a persona's login. */
export async function clientTokens(app: ClientApp, persona = 'vera'): Promise<Tokens> {
  const verifier = newVerifier();
  const { status, body } = await redeem(app, await clientCode(app, verifier, persona), verifier);
  if (status !== 200) throw new Error(`the exchange answered ${status}: ${body}`);
  return JSON.parse(body) as Tokens;
}
