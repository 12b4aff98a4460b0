import type { Grant } from '../oauth/authorization-request.js';
import { authenticateClient } from '../oauth/client-authentication.js';
import type { EmulatorClient } from '../oauth/client-registry.js';
import { consumeGrant, refreshableGrant } from '../oauth/find-grant.js';
import { checkCodeVerifier } from '../oauth/pkce.js';
import { jsonResponse, type EmulatorRequest, type EmulatorResponse } from '../server/http.js';
import type { EmulatorState } from '../server/route.js';

const DOCS =
  'https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/';

const ERROR_DESCRIPTIONS = {
  incorrect_client_credentials: 'The client_id and/or client_secret passed are incorrect.',
  bad_verification_code: 'The code passed is incorrect or expired.',
  redirect_uri_mismatch:
    'The redirect_uri MUST match the registered callback URL for this application.',
  bad_refresh_token: 'The refresh token passed is incorrect or expired.',
};

type TokenFields = Readonly<Record<string, string | number>>;

/**
 * Handles a request to GitHub's token endpoint. Like GitHub, responds with status 200 even to errors, and responds with
 * a form unless the client accepts JSON.
 */
export function githubTokenResponse(
  state: EmulatorState,
  request: EmulatorRequest,
): EmulatorResponse {
  const fields = tokenFields(state, request);
  const response = jsonResponse(200, fields);
  if (request.headers.accept?.includes('json')) {
    return response;
  }
  const contentType = 'application/x-www-form-urlencoded; charset=utf-8';
  return {
    ...response,
    headers: { ...response.headers, 'content-type': contentType },
    body: new URLSearchParams(
      Object.entries(fields).map(([name, value]) => [name, String(value)]),
    ).toString(),
  };
}

function tokenFields(state: EmulatorState, request: EmulatorRequest): TokenFields {
  const client = authenticateClient(request, state.clients, 'github');
  if (!client) {
    return tokenError('incorrect_client_credentials');
  }
  return request.form.get('grant_type') === 'refresh_token'
    ? refresh(state, client, request.form)
    : exchangeCode(state, client, request.form);
}

function exchangeCode(
  state: EmulatorState,
  client: EmulatorClient,
  form: URLSearchParams,
): TokenFields {
  const grant = consumeGrant(state, client, form);
  if (!grant) {
    return tokenError('bad_verification_code');
  }
  const redirectUri = form.get('redirect_uri');
  if (redirectUri !== null && redirectUri !== grant.request.redirectUri) {
    return tokenError('redirect_uri_mismatch');
  }
  const verifierError = checkCodeVerifier(grant.request, form.get('code_verifier'));
  if (verifierError && verifierError !== 'unexpected') {
    return tokenError('bad_verification_code');
  }
  return issueTokens(state, grant);
}

/**
 * Issues new tokens for a GitHub App, and revokes the previous refresh token and access token.
 *
 * @see https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens
 */
function refresh(state: EmulatorState, client: EmulatorClient, form: URLSearchParams): TokenFields {
  const grant = refreshableGrant(state, client, form);
  if (!grant) {
    return tokenError('bad_refresh_token');
  }
  state.tokens.revoke((candidate) => candidate === grant);
  return issueTokens(state, grant);
}

function issueTokens({ tokens }: EmulatorState, grant: Grant): TokenFields {
  const accessToken = tokens.issueAccessToken(grant);
  const scope = grant.scopes.join(',');
  if (grant.request.client.type !== 'github-app') {
    return { access_token: accessToken.value, scope, token_type: 'bearer' };
  }
  const refreshToken = tokens.issueRefreshToken(grant);
  return {
    access_token: accessToken.value,
    expires_in: accessToken.expiresIn,
    refresh_token: refreshToken.value,
    refresh_token_expires_in: refreshToken.expiresIn,
    scope,
    token_type: 'bearer',
  };
}

function tokenError(error: keyof typeof ERROR_DESCRIPTIONS): TokenFields {
  return {
    error,
    error_description: ERROR_DESCRIPTIONS[error],
    error_uri: `${DOCS}#${error.replaceAll('_', '-')}`,
  };
}
