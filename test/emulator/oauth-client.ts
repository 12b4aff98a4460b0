import { createHash } from 'node:crypto';
import {
  ProviderEmulator,
  type ProviderEmulatorOptions,
  type ProviderName,
} from '../../src/emulator/index.js';

export const PROVIDERS: readonly ProviderName[] = ['google', 'github'];
export const CALLBACK_URL = 'http://localhost:3000/auth/callback';
export const CODE_VERIFIER = 'a-code-verifier-of-forty-three-characters-or-more';
export const CODE_CHALLENGE = createHash('sha256').update(CODE_VERIFIER).digest('base64url');

const SCOPES = { google: 'openid email profile', github: 'read:user user:email' };

/** Parameters that replace the defaults. Null omits a parameter. */
export type Params = Readonly<Record<string, string | null>>;

/** Starts an emulator with {@link CALLBACK_URL} registered at both providers. */
export async function startEmulator(options?: ProviderEmulatorOptions): Promise<ProviderEmulator> {
  const emulator = await ProviderEmulator.start(options);
  for (const provider of PROVIDERS) {
    emulator.registerRedirectUri(provider, CALLBACK_URL);
  }
  return emulator;
}

/** Returns the URL of a valid authorization request. */
export function authorizationUrl(
  emulator: ProviderEmulator,
  provider: ProviderName,
  params: Params = {},
): string {
  const { authorizationUrl: endpoint, clientId } = emulator[provider];
  const query = encode({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: CALLBACK_URL,
    scope: SCOPES[provider],
    state: 'the-state',
    code_challenge: CODE_CHALLENGE,
    code_challenge_method: 'S256',
    ...params,
  });
  return `${endpoint}?${query.toString()}`;
}

/** Approves an authorization request and returns the code. */
export async function obtainCode(
  emulator: ProviderEmulator,
  provider: ProviderName,
  { persona = 'vera', ...params }: Params & { readonly persona?: string } = {},
): Promise<string> {
  const url = await emulator.approve(authorizationUrl(emulator, provider, params), persona);
  return queryParams(url)['code'] ?? '';
}

/** Sends a token request, with the client secret in the body. */
export function exchangeCode(
  emulator: ProviderEmulator,
  provider: ProviderName,
  code: string,
  { params = {}, headers = {} }: { params?: Params; headers?: Record<string, string> } = {},
): Promise<Response> {
  const { tokenUrl, clientId, clientSecret } = emulator[provider];
  const body = encode({
    grant_type: 'authorization_code',
    redirect_uri: CALLBACK_URL,
    code_verifier: CODE_VERIFIER,
    client_id: clientId,
    client_secret: clientSecret,
    code,
    ...params,
  });
  return fetch(tokenUrl, { method: 'POST', headers, body, redirect: 'manual' });
}

/** Approves an authorization request and returns the token response. */
export async function obtainTokens(
  emulator: ProviderEmulator,
  provider: ProviderName,
  params: Params & { readonly persona?: string } = {},
): Promise<Record<string, unknown>> {
  const code = await obtainCode(emulator, provider, params);
  const headers = { accept: 'application/json' };
  return jsonObject(await exchangeCode(emulator, provider, code, { headers }));
}

/** Approves an authorization request and returns an access token. */
export async function obtainToken(
  emulator: ProviderEmulator,
  provider: ProviderName,
  params: Params & { readonly persona?: string } = {},
): Promise<string> {
  return String((await obtainTokens(emulator, provider, params))['access_token']);
}

/** Sends a refresh request and returns the response. */
export function sendRefresh(
  emulator: ProviderEmulator,
  provider: ProviderName,
  refreshToken: unknown,
  params: Params = {},
  signal?: AbortSignal,
): Promise<Response> {
  const { tokenUrl, clientId, clientSecret } = emulator[provider];
  const body = encode({
    grant_type: 'refresh_token',
    refresh_token: String(refreshToken),
    client_id: clientId,
    client_secret: clientSecret,
    ...params,
  });
  const headers = { accept: 'application/json' };
  return fetch(tokenUrl, { method: 'POST', headers, body, ...(signal && { signal }) });
}

/** Sends a refresh request and returns the JSON of the response. */
export async function refresh(
  emulator: ProviderEmulator,
  provider: ProviderName,
  refreshToken: unknown,
  params: Params = {},
): Promise<Record<string, unknown>> {
  return jsonObject(await sendRefresh(emulator, provider, refreshToken, params));
}

/** Sends a GET request with an access token. */
export function getWithToken(url: string, token: string): Promise<Response> {
  return fetch(url, { headers: { authorization: `Bearer ${token}` }, redirect: 'manual' });
}

/** Reads the JSON object in the body of a response. */
export async function jsonObject(response: Response): Promise<Record<string, unknown>> {
  const value: unknown = await response.json();
  return Object.assign({}, value);
}

/** Returns the query parameters of a URL. */
export function queryParams(url: string | null): Record<string, string> {
  return Object.fromEntries(new URL(url ?? '').searchParams);
}

function encode(params: Params): URLSearchParams {
  return new URLSearchParams(
    Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}
