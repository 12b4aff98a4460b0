import { PROMPTS } from '../oauth/authorization-request.js';
import { authorizeRoutes } from '../oauth/authorize-routes.js';
import type { ProviderBehavior } from '../oauth/provider-behavior.js';
import { PATHS } from '../provider.js';
import type { EmulatorState, EndpointRoute, Route } from '../server/route.js';
import { calendarListResponse } from './google-calendar.js';
import { discoveryResponse, jwksResponse } from './google-discovery.js';
import { findRevokedGrant, googleRevokeResponse } from './google-revoke.js';
import {
  describeOptionalGoogleScope,
  GOOGLE_SCOPES,
  requestedGoogleScopes,
} from './google-scopes.js';
import { googleTokenResponse } from './google-token.js';
import { findGoogleGrant, googleUserinfoResponse } from './google-userinfo.js';

const google: Omit<ProviderBehavior, 'approved' | 'denied'> = {
  provider: 'google',
  title: 'Google',
  required: ['client_id', 'redirect_uri', 'response_type', 'scope'],
  prompts: PROMPTS,
  requestedScopes: requestedGoogleScopes,
  describeOptionalScope: describeOptionalGoogleScope,
};

/** Returns Google's endpoints (developers.google.com/identity/openid-connect/reference). */
export function googleRoutes(state: EmulatorState): (Route | EndpointRoute)[] {
  const { issuer } = state;
  const behavior: ProviderBehavior = {
    ...google,
    approved: ({ request, scopes, hasNewConsent }, code, persona) => ({
      state: request.state,
      iss: issuer,
      code,
      scope: callbackScope(scopes),
      authuser: '0',
      hd: persona.google?.hostedDomain ?? null,
      prompt: hasNewConsent ? 'consent' : 'none',
    }),
    denied: (request, error) => ({ error, state: request.state, iss: issuer }),
  };
  return [...authorizeRoutes(state, behavior), ...tokenRoutes(state), ...resourceRoutes(state)];
}

function tokenRoutes(state: EmulatorState): EndpointRoute[] {
  const { grants, tokens } = state;
  const token: EndpointRoute = {
    method: 'POST',
    path: PATHS.google.token,
    provider: 'google',
    endpoint: 'token',
    personaId: ({ form }) => grants.peekCode(form.get('code') ?? '')?.personaId,
    handle: (request) => googleTokenResponse(state, request),
  };
  const refresh: EndpointRoute = {
    ...token,
    endpoint: 'refresh',
    accepts: ({ form }) => form.get('grant_type') === 'refresh_token',
    personaId: ({ form }) =>
      tokens.findRefreshToken('google', form.get('refresh_token') ?? '')?.personaId,
  };
  const revoke: EndpointRoute = {
    ...token,
    path: PATHS.google.revoke,
    endpoint: 'revoke',
    personaId: (request) => findRevokedGrant(state, request)?.personaId,
    handle: (request) => googleRevokeResponse(state, request),
  };
  return [refresh, token, revoke];
}

function resourceRoutes(state: EmulatorState): EndpointRoute[] {
  const userinfo: EndpointRoute = {
    method: 'GET',
    path: PATHS.google.userinfo,
    provider: 'google',
    endpoint: 'userinfo',
    personaId: (request) => findGoogleGrant(state, request)?.personaId,
    handle: (request) => googleUserinfoResponse(state, request),
  };
  const metadata = { ...userinfo, personaId: () => undefined };
  return [
    userinfo,
    { ...userinfo, method: 'POST' },
    {
      ...userinfo,
      path: PATHS.google.calendars,
      endpoint: 'calendars',
      handle: (request) => calendarListResponse(state, request),
    },
    {
      ...metadata,
      path: PATHS.google.discovery,
      endpoint: 'discovery',
      handle: () => discoveryResponse(state),
    },
    {
      ...metadata,
      path: PATHS.google.jwks,
      endpoint: 'jwks',
      handle: () => jwksResponse(state),
    },
  ];
}

// Returns the parameter `scope` of Google's callback, which contains both the short and the long names of the scopes.
function callbackScope(scopes: readonly string[]): string {
  const short = [...GOOGLE_SCOPES].filter(([, long]) => scopes.includes(long));
  return [...short.map(([name]) => name), ...scopes].join(' ');
}
