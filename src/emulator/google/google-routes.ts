import { authorizeRoutes } from '../oauth/authorize-routes.js';
import type { ProviderBehavior } from '../oauth/provider-behavior.js';
import { GOOGLE_ISSUER, PATHS } from '../provider.js';
import type { EmulatorState, EndpointRoute, Route } from '../server/route.js';
import { GOOGLE_SCOPES } from './google-scopes.js';
import { googleTokenResponse } from './google-token.js';
import { googleUserinfoResponse, userinfoGrant } from './google-userinfo.js';

const google: ProviderBehavior = {
  provider: 'google',
  title: 'Google',
  required: ['client_id', 'redirect_uri', 'response_type', 'scope'],
  grantedScopes: (scope) => {
    const scopes = scope.split(' ').filter(Boolean);
    return [...new Set([...scopes.map((name) => GOOGLE_SCOPES.get(name) ?? name), 'openid'])];
  },
  approved: ({ state, scopes }, code, persona) => ({
    state,
    iss: GOOGLE_ISSUER,
    code,
    scope: callbackScope(scopes),
    authuser: '0',
    hd: persona.google?.hostedDomain ?? null,
    prompt: 'consent',
  }),
  denied: ({ state }) => ({ error: 'access_denied', state, iss: GOOGLE_ISSUER }),
};

/** Returns Google's endpoints (developers.google.com/identity/protocols/oauth2/web-server). */
export function googleRoutes(state: EmulatorState): (Route | EndpointRoute)[] {
  const token: EndpointRoute = {
    method: 'POST',
    path: PATHS.google.token,
    provider: 'google',
    endpoint: 'token',
    personaId: ({ form }) => state.grants.peekCode(form.get('code') ?? '')?.personaId,
    handle: (request) => googleTokenResponse(state, request),
  };
  const userinfo: EndpointRoute = {
    method: 'GET',
    path: PATHS.google.userinfo,
    provider: 'google',
    endpoint: 'userinfo',
    personaId: (request) => userinfoGrant(state, request)?.personaId,
    handle: (request) => googleUserinfoResponse(state, request),
  };
  return [...authorizeRoutes(state, google), token, userinfo, { ...userinfo, method: 'POST' }];
}

// Google's callback has both the short and the long names of the scopes.
function callbackScope(scopes: readonly string[]): string {
  const short = [...GOOGLE_SCOPES].filter(([, long]) => scopes.includes(long));
  return [...short.map(([name]) => name), ...scopes].join(' ');
}
