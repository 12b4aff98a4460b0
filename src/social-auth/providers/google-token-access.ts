import type { ProviderTokenAccess } from '../core/provider-token-access.js';
import { GOOGLE_SCOPE_LABELS } from './google-scope-labels.js';

const SCOPE = 'https://www.googleapis.com/auth/';

/** The names of the sign-in scopes in requests, and in responses. */
const SIGN_IN = { email: `${SCOPE}userinfo.email`, profile: `${SCOPE}userinfo.profile` };

/**
 * Returns how Google grants access to its APIs. It issues a refresh token only with `access_type=offline` and after a
 * consent.
 *
 * @param revocationUrl the revocation endpoint. It requires no client authentication
 * @see https://developers.google.com/identity/protocols/oauth2/web-server
 */
export function googleTokenAccess(revocationUrl: string): ProviderTokenAccess {
  return {
    authorizationParams: { access_type: 'offline', include_granted_scopes: 'true' },
    consentPrompt: 'consent',
    includedScopes: {
      [SIGN_IN.email]: ['email'],
      [SIGN_IN.profile]: ['profile'],
      email: [SIGN_IN.email],
      profile: [SIGN_IN.profile],
      [`${SCOPE}calendar`]: [
        `${SCOPE}calendar.readonly`,
        `${SCOPE}calendar.events`,
        `${SCOPE}calendar.events.readonly`,
        `${SCOPE}calendar.calendarlist`,
        `${SCOPE}calendar.calendarlist.readonly`,
      ],
      [`${SCOPE}calendar.calendarlist`]: [`${SCOPE}calendar.calendarlist.readonly`],
      [`${SCOPE}calendar.events`]: [`${SCOPE}calendar.events.readonly`],
      [`${SCOPE}calendar.readonly`]: [
        `${SCOPE}calendar.events.readonly`,
        `${SCOPE}calendar.calendarlist.readonly`,
      ],
      [`${SCOPE}contacts`]: [`${SCOPE}contacts.readonly`],
      [`${SCOPE}drive`]: [`${SCOPE}drive.readonly`, `${SCOPE}drive.file`],
    },
    scopeLabels: GOOGLE_SCOPE_LABELS,
    revoke: async ({ accessToken, refreshToken, http }) => {
      const token = refreshToken ?? accessToken;
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const body = new URLSearchParams({ token }).toString();
      await http.fetchJson({ method: 'POST', url: revocationUrl, headers, body });
    },
  };
}
