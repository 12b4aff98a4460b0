/** The long name of the scope `email`. */
export const EMAIL_SCOPE = 'https://www.googleapis.com/auth/userinfo.email';

/** The long name of the scope `profile`. */
export const PROFILE_SCOPE = 'https://www.googleapis.com/auth/userinfo.profile';

/** The long names of scopes by their short names (developers.google.com/identity/protocols/oauth2/scopes). */
export const GOOGLE_SCOPES: ReadonlyMap<string, string> = new Map([
  ['email', EMAIL_SCOPE],
  ['profile', PROFILE_SCOPE],
]);

/** The scopes that identify the user. Users cannot refuse these scopes, but they can refuse all others. */
export const SIGN_IN_SCOPES: readonly string[] = ['openid', EMAIL_SCOPE, PROFILE_SCOPE];

const CALENDAR = 'https://www.googleapis.com/auth/calendar';

/** The scopes that permit reading the calendar list. Each one is sufficient. */
export const CALENDAR_LIST_SCOPES: readonly string[] = [
  CALENDAR,
  `${CALENDAR}.readonly`,
  `${CALENDAR}.calendarlist`,
  `${CALENDAR}.calendarlist.readonly`,
];

const DESCRIPTIONS: ReadonlyMap<string, string> = new Map([
  [CALENDAR, 'See, edit, share and permanently delete all your calendars'],
  [`${CALENDAR}.readonly`, 'See and download any calendar you can access'],
  [`${CALENDAR}.calendarlist`, 'See, add and remove calendars you are subscribed to'],
  [`${CALENDAR}.calendarlist.readonly`, 'See the list of calendars you are subscribed to'],
]);

/**
 * Returns the requested scopes with their long names. Adds `openid` if a scope identifies the user.
 *
 * @param scope - the parameter `scope`, separated by spaces
 */
export function requestedGoogleScopes(scope: string): string[] {
  const names = scope.split(' ').filter(Boolean);
  const scopes = new Set(names.map((name) => GOOGLE_SCOPES.get(name) ?? name));
  if (SIGN_IN_SCOPES.some((name) => scopes.has(name))) {
    scopes.add('openid');
  }
  return [...scopes];
}

/**
 * Returns what a scope permits, as a text for users. Without such a text, returns the short name of the scope. Returns
 * undefined for the scopes that identify the user, because they are not optional.
 */
export function describeOptionalGoogleScope(scope: string): string | undefined {
  return SIGN_IN_SCOPES.includes(scope)
    ? undefined
    : (DESCRIPTIONS.get(scope) ?? scope.replace(/^https:.*\//, ''));
}
