import { errors, maySetCookie, PAGE, RENEWAL, seeOther, TO_LOGIN_PAGE } from './responses.js';
import { CLIENT_REQUEST, RETURN_TO } from './schemas.js';
import { SECURITY } from './security.js';
import type { Parameter, Paths } from './types.js';

const inQuery = (name: string, { description = '', ...of }: Parameter['schema']): Parameter => ({
  name,
  in: 'query',
  description,
  schema: of,
});

/** The pages that people see. */
export const PAGE_PATHS: Paths = {
  '/': {
    get: {
      operationId: 'showAccountPage',
      tags: ['Pages'],
      summary: 'The account page: who is signed in, by which logins, on which devices',
      responses: {
        200: { description: 'The page.', headers: RENEWAL, content: PAGE },
        303: TO_LOGIN_PAGE,
        ...errors(['unauthenticated', 'invalid_token']),
      },
      security: SECURITY.accessOrRenewal,
    },
  },
  '/login': {
    get: {
      operationId: 'showLoginPage',
      tags: ['Pages'],
      summary: 'The login page',
      description:
        'An app that keeps its own tokens opens it in a browser with the parameters of its request (RFC 6749 §4.1.1, RFC 7636 §4.3).',
      parameters: [
        inQuery('returnTo', RETURN_TO),
        inQuery('prompt', {
          description: '`login` shows the page to somebody who is signed in, too.',
          type: 'string',
        }),
        inQuery('error', {
          description: '`login_canceled` shows that the user canceled a login.',
          type: 'string',
        }),
        ...Object.entries(CLIENT_REQUEST).map(([name, of]) => inQuery(name, of)),
      ],
      responses: {
        200: {
          description: 'The page.',
          headers: maySetCookie('A notice that was shown, removed; or both cookies, renewed.'),
          content: PAGE,
        },
        303: seeOther('Somebody who is signed in goes to `returnTo`.', RENEWAL),
        ...errors(['invalid_request'], RENEWAL),
      },
      security: SECURITY.optional,
    },
  },
};
