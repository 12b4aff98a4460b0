import type { Grant } from '../oauth/authorization-request.js';
import { authenticateClient } from '../oauth/client-authentication.js';
import type { EmulatorClient } from '../oauth/client-registry.js';
import { consumeGrant, refreshableGrant } from '../oauth/find-grant.js';
import { checkCodeVerifier } from '../oauth/pkce.js';
import { jsonResponse, type EmulatorRequest, type EmulatorResponse } from '../server/http.js';
import type { EmulatorState } from '../server/route.js';
import { grantIdToken } from './google-id-token.js';

const VERIFIER_MESSAGES = {
  missing: 'Missing code verifier.',
  unexpected: 'code_verifier or verifier is not needed.',
  invalid: 'Invalid code verifier.',
};

/** Handles a request to Google's token endpoint (developers.google.com/identity/protocols/oauth2/web-server). */
export async function googleTokenResponse(
  state: EmulatorState,
  request: EmulatorRequest,
): Promise<EmulatorResponse> {
  const { form } = request;
  const repeated = [...form.keys()].find((name) => form.getAll(name).length > 1);
  if (repeated !== undefined) {
    return tokenError('invalid_request', `Parameters can only have a single value: ${repeated}`);
  }
  const client = authenticateClient(request, state.clients, 'google');
  if (!client) {
    return jsonResponse(401, { error: 'invalid_client', error_description: 'Unauthorized' });
  }
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return exchangeCode(state, client, form);
    case 'refresh_token':
      return refresh(state, client, form);
    default:
      return tokenError(
        'unsupported_grant_type',
        `Invalid grant_type: ${form.get('grant_type') ?? ''}`,
      );
  }
}

/**
 * Exchanges a code. Issues a refresh token only with `access_type=offline`, and only if the user consented to something
 * new. Otherwise, the application must use the refresh token that it received before, or send `prompt=consent`.
 */
async function exchangeCode(
  state: EmulatorState,
  client: EmulatorClient,
  form: URLSearchParams,
): Promise<EmulatorResponse> {
  const grant = consumeGrant(state, client, form);
  if (!grant) {
    return tokenError('invalid_grant', 'Malformed auth code.');
  }
  if (form.get('redirect_uri') !== grant.request.redirectUri) {
    return tokenError('redirect_uri_mismatch', 'Bad Request');
  }
  const verifierError = checkCodeVerifier(grant.request, form.get('code_verifier'));
  if (verifierError) {
    return tokenError('invalid_grant', VERIFIER_MESSAGES[verifierError]);
  }
  const hasRefreshToken = grant.request.offline && grant.hasNewConsent;
  return jsonResponse(200, {
    ...(await tokenFields(state, grant, 'token')),
    ...(hasRefreshToken && refreshTokenFields(state, grant)),
  });
}

/** Issues an access token. The refresh token remains valid, because Google does not rotate refresh tokens. */
async function refresh(
  state: EmulatorState,
  client: EmulatorClient,
  form: URLSearchParams,
): Promise<EmulatorResponse> {
  const grant = refreshableGrant(state, client, form);
  if (!grant) {
    return tokenError('invalid_grant', 'Token has been expired or revoked.');
  }
  return jsonResponse(200, await tokenFields(state, grant, 'refresh'));
}

async function tokenFields(state: EmulatorState, grant: Grant, endpoint: 'token' | 'refresh') {
  const { value, expiresIn } = state.tokens.issueAccessToken(grant);
  return {
    access_token: value,
    expires_in: expiresIn,
    scope: grant.scopes.join(' '),
    token_type: 'Bearer',
    ...(grant.scopes.includes('openid') && {
      id_token: await grantIdToken(state, grant, value, endpoint),
    }),
  };
}

// Returns the lifetime of a refresh token only if the refresh token expires, as Google does.
function refreshTokenFields({ tokens }: EmulatorState, grant: Grant) {
  const { value, expiresIn } = tokens.issueRefreshToken(grant);
  return {
    refresh_token: value,
    ...(Number.isFinite(expiresIn) && { refresh_token_expires_in: expiresIn }),
  };
}

function tokenError(error: string, description: string): EmulatorResponse {
  return jsonResponse(400, { error, error_description: description });
}
