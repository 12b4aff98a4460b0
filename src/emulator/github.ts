import { authorizeRoutes } from './authorize.js';
import { json, type EmulatorResponse, type EmulatorRequest } from './http.js';
import type { ProviderBehavior } from './provider-behavior.js';
import { emailsAnswer, userAnswer } from './github-api.js';
import { verifierFault } from './grants.js';
import { PATHS } from './provider.js';
import type { Route, EmulatorState } from './state.js';
import { authenticatedClient } from './token-request.js';

const DOCS = 'https://docs.github.com/apps/managing-oauth-apps';

const github: ProviderBehavior = {
  provider: 'github',
  title: 'GitHub',
  required: ['client_id'],
  // GitHub takes commas and spaces, drops what another scope includes, and sorts.
  grantedScopes: (asked) => {
    const scopes = [...new Set(asked.split(/[\s,]+/).filter(Boolean))];
    const includesAll = scopes.includes('user');
    return scopes.filter((scope) => !includesAll || !/^(user|read):/.test(scope)).toSorted();
  },
  approved: ({ state }, code) => ({ code, state }),
  denied: ({ state }) => ({
    error: 'access_denied',
    error_description: 'The user has denied your application access.',
    error_uri: `${DOCS}/troubleshooting-authorization-request-errors/#access-denied`,
    state,
  }),
};

/** GitHub's endpoints (docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps). */
export function githubRoutes(state: EmulatorState): Route[] {
  const { user, emails, token } = PATHS.github;
  return [
    ...authorizeRoutes(state, github),
    {
      method: 'POST',
      path: token,
      provider: 'github',
      endpoint: 'token',
      personaId: ({ form }) => state.grants.peekCode(form.get('code') ?? '')?.personaId,
      answer: (call) => inAskedFormat(call, exchange(state, call)),
    },
    { path: user, endpoint: 'user', ...userAnswer(state) },
    { path: emails, endpoint: 'emails', ...emailsAnswer(state) },
  ];
}

type TokenFields = Readonly<Record<string, string>>;

function exchange({ clients, grants }: EmulatorState, call: EmulatorRequest): TokenFields {
  const { form } = call;
  const client = authenticatedClient(call, clients, 'github');
  if (!client) {
    return tokenError('incorrect_client_credentials');
  }
  const grant = grants.takeCode(form.get('code') ?? '');
  if (grant?.request.clientId !== client.clientId || grant.request.provider !== 'github') {
    return tokenError('bad_verification_code');
  }
  const redirectUri = form.get('redirect_uri');
  if (redirectUri !== null && redirectUri !== grant.request.redirectUri) {
    return tokenError('redirect_uri_mismatch');
  }
  const verifier = verifierFault(grant.request, form.get('code_verifier'));
  if (verifier && verifier !== 'unasked') {
    return tokenError('bad_verification_code');
  }
  return {
    access_token: grants.issueToken(grant),
    scope: grant.request.scopes.join(','),
    token_type: 'bearer',
  };
}

const DESCRIPTIONS = {
  incorrect_client_credentials: 'The client_id and/or client_secret passed are incorrect.',
  bad_verification_code: 'The code passed is incorrect or expired.',
  redirect_uri_mismatch:
    'The redirect_uri MUST match the registered callback URL for this application.',
};

function tokenError(error: keyof typeof DESCRIPTIONS): TokenFields {
  const anchor = error.replaceAll('_', '-');
  return {
    error,
    error_description: DESCRIPTIONS[error],
    error_uri: `${DOCS}/troubleshooting-oauth-app-access-token-request-errors/#${anchor}`,
  };
}

// GitHub answers 200 also when it refuses, and a form unless JSON is asked for.
function inAskedFormat({ headers }: EmulatorRequest, fields: TokenFields): EmulatorResponse {
  const answer = json(200, fields);
  if (headers.accept?.includes('json')) {
    return answer;
  }
  const contentType = 'application/x-www-form-urlencoded; charset=utf-8';
  return {
    ...answer,
    headers: { ...answer.headers, 'content-type': contentType },
    body: new URLSearchParams(fields).toString(),
  };
}
