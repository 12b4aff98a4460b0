import type { Operation, SecurityScheme } from './types.js';

const BEARER = { bearer: [] };
const ACCESS_COOKIE = { accessCookie: [] };
const REFRESH_COOKIE = { refreshCookie: [] };

/** What an operation asks of whoever wants it carried out. */
export const SECURITY = {
  nothing: [],
  /** The access token of a browser or of an app. */
  access: [BEARER, ACCESS_COOKIE],
  /** The same; where a browser has only its refresh token left, the answer renews both cookies. */
  accessOrRenewal: [BEARER, ACCESS_COOKIE, REFRESH_COOKIE],
  /** Whoever is signed in is known; others may ask, too. */
  optional: [{}, BEARER, ACCESS_COOKIE, REFRESH_COOKIE],
  /** The refresh cookie of a browser; an app sends its refresh token in the body. */
  refresh: [REFRESH_COOKIE, {}],
} satisfies Record<string, Operation['security']>;

/** @param secureCookies whether the cookies have the `__Host-` prefix */
export function securitySchemes(secureCookies: boolean): Record<string, SecurityScheme> {
  const prefix = secureCookies ? '__Host-' : '';
  return {
    bearer: {
      type: 'http',
      description: 'The access token of an app that keeps its own, or of a service.',
      scheme: 'bearer',
      bearerFormat: 'JWT',
    },
    accessCookie: {
      type: 'apiKey',
      description: 'The access token of a browser; scripts cannot read it.',
      in: 'cookie',
      name: `${prefix}access`,
    },
    refreshCookie: {
      type: 'apiKey',
      description: 'The refresh token of a browser; scripts cannot read it.',
      in: 'cookie',
      name: `${prefix}refresh`,
    },
  };
}
