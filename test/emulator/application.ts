import { createHash } from 'node:crypto';

import type { ProviderName, ProviderEmulator } from '../../src/emulator/index.js';

export const CALLBACK = 'http://localhost:3000/auth/callback';
export const VERIFIER = 'a-verifier-of-exactly-the-right-kind-0123456789';
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

const SCOPES = { google: 'openid email profile', github: 'read:user user:email' };

type Params = Readonly<Record<string, string | null>>;

/** The authorize URL a well-behaved application would send a browser to; null leaves a parameter out. */
export function authorizeUrl(
  emulator: ProviderEmulator,
  provider: ProviderName,
  changes: Params = {},
): string {
  const { authorizationUrl, clientId } = emulator[provider];
  const params = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: CALLBACK,
    scope: SCOPES[provider],
    state: 'the-state',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...changes,
  };
  return `${authorizationUrl}?${encode(params)}`;
}

export async function newCode(
  emulator: ProviderEmulator,
  provider: ProviderName,
  { persona = 'vera', ...changes }: Params & { readonly persona?: string } = {},
): Promise<string> {
  const callback = await emulator.approve(authorizeUrl(emulator, provider, changes), persona);
  return new URL(callback).searchParams.get('code') ?? '';
}

/** Sends a token request as the strategies do. */
export function exchange(
  emulator: ProviderEmulator,
  provider: ProviderName,
  code: string,
  { changes = {}, headers = {} }: { changes?: Params; headers?: Record<string, string> } = {},
): Promise<Response> {
  const { tokenUrl, clientId, clientSecret } = emulator[provider];
  const params = {
    grant_type: 'authorization_code',
    redirect_uri: CALLBACK,
    code_verifier: VERIFIER,
    client_id: clientId,
    client_secret: clientSecret,
    code,
    ...changes,
  };
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return fetch(tokenUrl, {
    method: 'POST',
    headers: { ...type, ...headers },
    body: encode(params),
    redirect: 'manual',
  });
}

export async function newToken(
  emulator: ProviderEmulator,
  provider: ProviderName,
  choice: Params & { readonly persona?: string } = {},
): Promise<string> {
  const code = await newCode(emulator, provider, choice);
  const headers = { accept: 'application/json' };
  const { access_token: token } = await fields(
    await exchange(emulator, provider, code, { headers }),
  );
  return String(token);
}

export function withToken(url: string, token: string): Promise<Response> {
  return fetch(url, { headers: { authorization: `Bearer ${token}` }, redirect: 'manual' });
}

/** The JSON object of an answer. */
export async function fields(answer: Response): Promise<Record<string, unknown>> {
  const value: unknown = await answer.json();
  return Object.assign({}, value);
}

export function paramsOf(url: string | null): Record<string, string> {
  return Object.fromEntries(new URL(url ?? '').searchParams);
}

function encode(params: Params): string {
  const given = Object.entries(params).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return new URLSearchParams(given).toString();
}
