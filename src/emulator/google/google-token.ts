import { authenticateClient } from '../oauth/client-authentication.js';
import type { EmulatorClient } from '../oauth/client-registry.js';
import type { GrantStore } from '../oauth/grant-store.js';
import { checkCodeVerifier } from '../oauth/pkce.js';
import { jsonResponse, type EmulatorRequest, type EmulatorResponse } from '../server/http.js';
import type { EmulatorState } from '../server/route.js';

const EXPIRES_IN_SECONDS = 3599;

const VERIFIER_MESSAGES = {
  missing: 'Missing code verifier.',
  unexpected: 'code_verifier or verifier is not needed.',
  invalid: 'Invalid code verifier.',
};

/** Handles a request to Google's token endpoint (developers.google.com/identity/protocols/oauth2/web-server). */
export function googleTokenResponse(
  { clients, grants }: EmulatorState,
  request: EmulatorRequest,
): EmulatorResponse {
  const { form } = request;
  const repeated = [...form.keys()].find((name) => form.getAll(name).length > 1);
  if (repeated !== undefined) {
    return tokenError('invalid_request', `Parameters can only have a single value: ${repeated}`);
  }
  const client = authenticateClient(request, clients, 'google');
  if (!client) {
    return jsonResponse(401, { error: 'invalid_client', error_description: 'Unauthorized' });
  }
  const grantType = form.get('grant_type');
  if (grantType !== 'authorization_code') {
    return tokenError('unsupported_grant_type', `Invalid grant_type: ${grantType ?? ''}`);
  }
  return exchangeCode(grants, client, form);
}

function exchangeCode(
  grants: GrantStore,
  client: EmulatorClient,
  form: URLSearchParams,
): EmulatorResponse {
  const grant = grants.consumeCode(form.get('code') ?? '');
  if (grant?.request.provider !== 'google' || grant.request.clientId !== client.clientId) {
    return tokenError('invalid_grant', 'Malformed auth code.');
  }
  if (form.get('redirect_uri') !== grant.request.redirectUri) {
    return tokenError('redirect_uri_mismatch', 'Bad Request');
  }
  const verifierError = checkCodeVerifier(grant.request, form.get('code_verifier'));
  if (verifierError) {
    return tokenError('invalid_grant', VERIFIER_MESSAGES[verifierError]);
  }
  return jsonResponse(200, {
    access_token: grants.issueToken(grant),
    expires_in: EXPIRES_IN_SECONDS,
    scope: grant.request.scopes.join(' '),
    token_type: 'Bearer',
  });
}

function tokenError(error: string, description: string): EmulatorResponse {
  return jsonResponse(400, { error, error_description: description });
}
