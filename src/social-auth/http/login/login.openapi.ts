import { apiSchema, queryParameters } from '../openapi/api-schema.js';
import { errorResponses } from '../openapi/error-responses.js';
import { PROVIDER } from '../openapi/option-parameters.js';
import {
  form,
  formOrJson,
  maySetCookie,
  PROVIDER_PAGE,
  seeOther,
  setCookie,
  TRANSACTION_COOKIE,
} from '../openapi/responses.js';
import { SECURITY } from '../openapi/security.js';
import { callbackQuerySchema } from './callback-params.js';
import { loginRequestSchema } from './login-page-data.js';

const LOGIN_REQUEST = apiSchema('AuthLoginRequest', loginRequestSchema);
const FORM_CALLBACK = apiSchema(
  'AuthFormCallback',
  callbackQuerySchema.omit({ form_post: true }).loose(),
);

const COMMON = { tags: ['Login'], security: SECURITY.none };
const PROVIDER_ERRORS = ['unknown_provider', 'provider_not_configured'] as const;

export const LOGIN_ROUTES = {
  start: {
    ...COMMON,
    operationId: 'startLogin',
    summary: 'Starts a login at a provider',
    description:
      'With `redirect_uri` it starts the login of a client that stores its own tokens. The client then receives a one-time code. Requires proof of the same origin: `Sec-Fetch-Site: same-origin`, or without that header an `Origin` equal to the public URL.',
    parameters: [PROVIDER],
    requestBody: { required: false, content: formOrJson(LOGIN_REQUEST) },
    responses: {
      200: PROVIDER_PAGE,
      303: seeOther('Redirects to the provider.', TRANSACTION_COOKIE),
      ...errorResponses([
        'invalid_request',
        'cross_site_request',
        ...PROVIDER_ERRORS,
        'rate_limited',
      ]),
    },
  },
  showLoginPage: {
    ...COMMON,
    operationId: 'redirectToLoginPage',
    summary: 'Redirects to the login page',
    description: 'Logins start with POST only, so that a link of another site cannot start one.',
    parameters: [PROVIDER],
    responses: {
      303: seeOther('Redirects to the login page.'),
      ...errorResponses(PROVIDER_ERRORS),
    },
  },
  callback: {
    ...COMMON,
    operationId: 'completeLogin',
    summary: 'Completes a login. The provider redirects the browser here',
    parameters: [PROVIDER, ...queryParameters(callbackQuerySchema)],
    responses: {
      303: seeOther(
        'Redirects a browser to the return path, with its session cookies, or to the login page after a cancel. Redirects to the redirect URI of a client with `code`, `state` and `iss`, or with `error` instead of `code`. Linking an account does not change the session.',
        setCookie(
          'The login transaction, removed. The last used provider. Both session cookies of a browser.',
        ),
      ),
      ...errorResponses(
        [
          'login_canceled',
          'login_expired',
          'login_refused',
          'navigation_required',
          'app_installed',
          'app_requested',
          'provider_error',
          'sign_in_refused',
          'account_disabled',
          'account_taken',
          'user_exists',
          'link_refused',
          ...PROVIDER_ERRORS,
          'provider_unavailable',
          'provider_misconfigured',
          'service_unavailable',
        ],
        maySetCookie('The login transaction, removed.'),
      ),
      ...errorResponses(['rate_limited']),
    },
  },
  formCallback: {
    ...COMMON,
    operationId: 'receiveFormCallback',
    summary: 'Receives the callback of a provider that sends it as a form',
    description:
      'Redirects to the same callback as a GET request, because browsers do not send the cookies of the login with a form of another site. Only for providers with `responseMode: "form_post"`.',
    parameters: [PROVIDER],
    requestBody: { required: true, content: form(FORM_CALLBACK) },
    responses: {
      303: seeOther('Redirects to `GET /auth/:provider/callback`.'),
      ...errorResponses([
        'invalid_request',
        'login_refused',
        'app_installed',
        'app_requested',
        'provider_error',
        ...PROVIDER_ERRORS,
      ]),
    },
  },
};
