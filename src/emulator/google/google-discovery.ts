import { PATHS } from '../provider.js';
import { jsonResponse, type EmulatorResponse } from '../server/http.js';
import type { EmulatorState } from '../server/route.js';

/**
 * Returns the discovery document (OpenID Connect Discovery §3). It describes only what the emulator implements.
 *
 * @see https://developers.google.com/identity/openid-connect/reference#discovery-document
 */
export function discoveryResponse({ issuer, origin }: EmulatorState): EmulatorResponse {
  const { authorize, token, userinfo, revoke, jwks } = PATHS.google;
  return cacheableResponse({
    issuer,
    authorization_endpoint: origin + authorize,
    token_endpoint: origin + token,
    userinfo_endpoint: origin + userinfo,
    revocation_endpoint: origin + revoke,
    jwks_uri: origin + jwks,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'email', 'profile'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    claims_supported: [
      'aud',
      'email',
      'email_verified',
      'exp',
      'family_name',
      'given_name',
      'iat',
      'iss',
      'name',
      'picture',
      'sub',
    ],
    code_challenge_methods_supported: ['S256'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    authorization_response_iss_parameter_supported: true,
  });
}

/** Returns the keys that verify id_tokens (RFC 7517 §5). */
export async function jwksResponse({ signingKeys }: EmulatorState): Promise<EmulatorResponse> {
  return cacheableResponse(await signingKeys.jwks());
}

function cacheableResponse(value: unknown): EmulatorResponse {
  const { status, body, headers } = jsonResponse(200, value);
  const contentType = headers['content-type'] ?? 'application/json';
  return {
    status,
    headers: { 'content-type': contentType, 'cache-control': 'public, max-age=3600' },
    body,
  };
}
