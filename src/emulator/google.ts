import { authorizeRoutes } from './authorize.js';
import { json, type EmulatorResponse, type EmulatorRequest } from './http.js';
import type { ProviderBehavior } from './provider-behavior.js';
import { GOOGLE_SCOPES, googleUserinfo, userinfoGrant } from './google-userinfo.js';
import { verifierFault } from './grants.js';
import { GOOGLE_ISSUER, PATHS } from './provider.js';
import type { Route, EmulatorState } from './state.js';
import { authenticatedClient } from './token-request.js';

const TOKEN_LIFETIME_SECONDS = 3599;

const google: ProviderBehavior = {
  provider: 'google',
  title: 'Google',
  required: ['client_id', 'redirect_uri', 'response_type', 'scope'],
  grantedScopes: (asked) => {
    const scopes = asked.split(' ').filter(Boolean);
    return [...new Set([...scopes.map((scope) => GOOGLE_SCOPES.get(scope) ?? scope), 'openid'])];
  },
  approved: ({ state, scopes }, code, persona) => ({
    state,
    iss: GOOGLE_ISSUER,
    code,
    scope: redirectScope(scopes),
    authuser: '0',
    hd: persona.google?.hostedDomain ?? null,
    prompt: 'consent',
  }),
  denied: ({ state }) => ({ error: 'access_denied', state, iss: GOOGLE_ISSUER }),
};

/** Google's endpoints (developers.google.com/identity/protocols/oauth2/web-server). */
export function googleRoutes(state: EmulatorState): Route[] {
  const userinfo = {
    path: PATHS.google.userinfo,
    provider: 'google',
    endpoint: 'userinfo',
    personaId: (call: EmulatorRequest) => userinfoGrant(state, call)?.personaId,
    answer: (call: EmulatorRequest) => googleUserinfo(state, call),
  } as const;
  return [
    ...authorizeRoutes(state, google),
    {
      method: 'POST',
      path: PATHS.google.token,
      provider: 'google',
      endpoint: 'token',
      personaId: ({ form }) => state.grants.peekCode(form.get('code') ?? '')?.personaId,
      answer: (call) => tokenAnswer(state, call),
    },
    { method: 'GET', ...userinfo },
    { method: 'POST', ...userinfo },
  ];
}

// The redirect repeats the short names beside the long ones, as Google's does.
function redirectScope(scopes: readonly string[]): string {
  const short = [...GOOGLE_SCOPES].filter(([, long]) => scopes.includes(long));
  return [...short.map(([name]) => name), ...scopes].join(' ');
}

function tokenAnswer({ clients, grants }: EmulatorState, call: EmulatorRequest): EmulatorResponse {
  const { form } = call;
  const repeated = [...form.keys()].find((name) => form.getAll(name).length > 1);
  if (repeated) {
    return tokenError('invalid_request', `Parameters can only have a single value: ${repeated}`);
  }
  const client = authenticatedClient(call, clients, 'google');
  if (!client) {
    return json(401, { error: 'invalid_client', error_description: 'Unauthorized' });
  }
  const grantType = form.get('grant_type');
  if (grantType !== 'authorization_code') {
    return tokenError('unsupported_grant_type', `Invalid grant_type: ${grantType ?? ''}`);
  }
  const grant = grants.takeCode(form.get('code') ?? '');
  if (grant?.request.clientId !== client.clientId || grant.request.provider !== 'google') {
    return tokenError('invalid_grant', 'Malformed auth code.');
  }
  if (form.get('redirect_uri') !== grant.request.redirectUri) {
    return tokenError('redirect_uri_mismatch', 'Bad Request');
  }
  const verifier = verifierFault(grant.request, form.get('code_verifier'));
  return verifier
    ? tokenError('invalid_grant', VERIFIER_ERRORS[verifier])
    : json(200, {
        access_token: grants.issueToken(grant),
        expires_in: TOKEN_LIFETIME_SECONDS,
        scope: grant.request.scopes.join(' '),
        token_type: 'Bearer',
      });
}

const VERIFIER_ERRORS = {
  missing: 'Missing code verifier.',
  unasked: 'code_verifier or verifier is not needed.',
  wrong: 'Invalid code verifier.',
};

function tokenError(error: string, description: string): EmulatorResponse {
  return json(400, { error, error_description: description });
}
