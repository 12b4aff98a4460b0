import { authenticateClient } from '../oauth/client-authentication.js';
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
};

type TokenFields = Readonly<Record<string, string>>;

/**
 * Handles a request to GitHub's token endpoint. Like GitHub, responds to errors with 200, and with a form unless the
 * client accepts JSON.
 */
export function githubTokenResponse(
  state: EmulatorState,
  request: EmulatorRequest,
): EmulatorResponse {
  const fields = exchangeCode(state, request);
  const response = jsonResponse(200, fields);
  if (request.headers.accept?.includes('json')) {
    return response;
  }
  const contentType = 'application/x-www-form-urlencoded; charset=utf-8';
  return {
    ...response,
    headers: { ...response.headers, 'content-type': contentType },
    body: new URLSearchParams(fields).toString(),
  };
}

function exchangeCode({ clients, grants }: EmulatorState, request: EmulatorRequest): TokenFields {
  const { form } = request;
  const client = authenticateClient(request, clients, 'github');
  if (!client) {
    return tokenError('incorrect_client_credentials');
  }
  const grant = grants.consumeCode(form.get('code') ?? '');
  if (grant?.request.provider !== 'github' || grant.request.clientId !== client.clientId) {
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
  return {
    access_token: grants.issueToken(grant),
    scope: grant.request.scopes.join(','),
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
