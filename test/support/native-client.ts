import { createHash, randomBytes } from 'node:crypto';
import type { TestApp } from './test-app.js';
import type { TestResponse } from './test-browser.js';

/** The members of a test app that a native client uses. */
type ClientApp = Pick<TestApp, 'browser' | 'emulator'>;

/** The redirect URI of the native client. Register it with CLIENT_REDIRECT_URIS. */
export const NATIVE = 'com.example.app:/callback';

/** The response of the token endpoint. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
  tokenType: string;
  expiresIn: number;
}

/** @returns a PKCE verifier (RFC 7636 section 4.1) */
export const newVerifier = (): string => randomBytes(32).toString('base64url');

/** The parameters with which a native client starts a login. */
export const clientRequest = (verifier: string, redirectUri = NATIVE): Record<string, string> => ({
  redirect_uri: redirectUri,
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
  state: 'the state of the app',
});

/**
 * Completes a login of a native client.
 *
 * @returns the redirect to the client, which contains the code
 */
export async function clientLogin(
  app: ClientApp,
  verifier: string,
  { persona = 'vera', redirectUri = NATIVE, browser = app.browser() } = {},
): Promise<URL> {
  const started = await browser.submit('/auth/google', clientRequest(verifier, redirectUri));
  const callback = await app.emulator.approve(started.location, persona);
  const { status, location, body } = await browser.request(callback);
  if (status !== 303) throw new Error(`the callback returned ${status}: ${body}`);
  return new URL(location);
}

/** @returns an authorization code of a new login */
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

/** @returns the tokens of a new login */
export async function clientTokens(app: ClientApp, persona = 'vera'): Promise<Tokens> {
  const verifier = newVerifier();
  const { status, body } = await redeem(app, await clientCode(app, verifier, persona), verifier);
  if (status !== 200) throw new Error(`the token endpoint returned ${status}: ${body}`);
  return JSON.parse(body) as Tokens;
}
