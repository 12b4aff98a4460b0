import type { ProviderTokenAccess } from '../core/provider-token-access.js';

const SCOPE = 'https://www.googleapis.com/auth/';

/** The names of the sign-in scopes in requests, and in responses. */
const SIGN_IN = { email: `${SCOPE}userinfo.email`, profile: `${SCOPE}userinfo.profile` };

const READ_CALENDARS = 'See your calendars';
const SIGN_IN_LABEL = 'See your name, email address and picture';

/**
 * Returns how Google grants access to its APIs: refresh tokens for `access_type=offline`, and after a consent only.
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
    scopeLabels: {
      openid: SIGN_IN_LABEL,
      email: SIGN_IN_LABEL,
      profile: SIGN_IN_LABEL,
      [SIGN_IN.email]: SIGN_IN_LABEL,
      [SIGN_IN.profile]: SIGN_IN_LABEL,
      [`${SCOPE}calendar`]: 'See, change and delete your calendars',
      [`${SCOPE}calendar.readonly`]: READ_CALENDARS,
      [`${SCOPE}calendar.calendarlist.readonly`]: READ_CALENDARS,
      [`${SCOPE}calendar.events`]: 'See and change the events of your calendars',
      [`${SCOPE}calendar.events.readonly`]: 'See the events of your calendars',
      [`${SCOPE}contacts`]: 'See, change and delete your contacts',
      [`${SCOPE}contacts.readonly`]: 'See your contacts',
      [`${SCOPE}drive`]: 'See, change and delete all your files in Drive',
      [`${SCOPE}drive.file`]: 'See and change the files in Drive that you use with this app',
      [`${SCOPE}drive.readonly`]: 'See all your files in Drive',
      [`${SCOPE}gmail.readonly`]: 'Read your email',
      [`${SCOPE}gmail.send`]: 'Send email as you',
    },
    revoke: async ({ accessToken, refreshToken, http }) => {
      const token = refreshToken ?? accessToken;
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const body = new URLSearchParams({ token }).toString();
      await http.fetchJson({ method: 'POST', url: revocationUrl, headers, body });
    },
  };
}
