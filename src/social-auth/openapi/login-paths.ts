import { LINK } from './account-paths.js';
import { errors, maySetCookie, PAGE, seeOther, setCookie } from './responses.js';
import { schema } from './schemas.js';
import { SECURITY } from './security.js';
import type { Operation, Parameter, Paths } from './types.js';

const START: Omit<Operation, 'parameters'> = {
  operationId: 'startLogin',
  tags: ['Login'],
  summary: 'Starts a login at a provider',
  description:
    'With `redirect_uri` an app that keeps its own tokens starts it; then it ends there with a one-time code. Needs proof that a page of this site sent it: `Sec-Fetch-Site: same-origin`, else an `Origin` that is this site.',
  requestBody: {
    required: false,
    content: {
      'application/x-www-form-urlencoded': { schema: schema('LoginRequest') },
      'application/json': { schema: schema('LoginRequest') },
    },
  },
  responses: {
    200: {
      description: 'A page that leads the browser to the provider, for a form of a page.',
      headers: setCookie('The attempt, sealed; good for ten minutes.'),
      content: PAGE,
    },
    303: seeOther('To the provider.', setCookie('The attempt, sealed; good for ten minutes.')),
    ...errors([
      'invalid_request',
      'cross_site_request',
      'unknown_provider',
      'provider_not_configured',
      'rate_limited',
    ]),
  },
  security: SECURITY.nothing,
};

const SHOW: Omit<Operation, 'parameters'> = {
  operationId: 'showLoginPageInstead',
  tags: ['Login'],
  summary: 'Starts nothing, for a link must not: leads to the login page',
  responses: {
    303: seeOther('To the login page.'),
    ...errors(['unknown_provider', 'provider_not_configured']),
  },
  security: SECURITY.nothing,
};

const FINISH: Omit<Operation, 'parameters'> = {
  operationId: 'finishLogin',
  tags: ['Login'],
  summary: 'Ends a login; the provider sends the browser here',
  responses: {
    303: seeOther(
      'A browser goes on to where it wanted, with its cookies; an app that keeps its own tokens gets `code`, `state` and `iss` at its redirect URI, or `error` instead of `code`. An attempt to link a login signs nobody in.',
      setCookie('The attempt, removed; the provider, remembered; for a browser both cookies.'),
    ),
    ...errors(
      [
        'login_canceled',
        'login_expired',
        'login_refused',
        'navigation_required',
        'app_installed',
        'app_requested',
        'provider_error',
        'account_disabled',
        'account_taken',
        'link_refused',
        'unknown_provider',
        'provider_not_configured',
        'provider_unavailable',
        'provider_misconfigured',
      ],
      maySetCookie('The attempt, removed.'),
    ),
    ...errors(['rate_limited']),
  },
  security: SECURITY.nothing,
};

const CALLBACK_QUERY: Parameter[] = [
  ['state', 'Names the attempt and proves that it is of this browser.'],
  ['code', 'When the person agreed: to be exchanged for their profile.'],
  ['error', 'Otherwise: why not, such as `access_denied`.'],
  ['iss', 'Who answers, where the provider says so (RFC 9207).'],
].map(([name = '', description = '']) => ({
  name,
  in: 'query',
  description,
  required: name === 'state',
  schema: { type: 'string', maxLength: 2048 },
}));

/** How a login starts and ends, for the providers that there are. */
export function loginPaths(providers: readonly { readonly name: string }[]): Paths {
  const provider: Parameter = {
    name: 'provider',
    in: 'path',
    description: 'Whom to log in with.',
    required: true,
    schema: {
      type: 'string',
      ...(providers.length > 0 && { enum: providers.map(({ name }) => name) }),
    },
  };
  return {
    '/auth/{provider}': {
      post: { ...START, parameters: [provider] },
      get: { ...SHOW, parameters: [provider] },
    },
    '/auth/{provider}/link': { post: { ...LINK, parameters: [provider] } },
    '/auth/{provider}/callback': { get: { ...FINISH, parameters: [provider, ...CALLBACK_QUERY] } },
  };
}
