/** The long name of the scope `email`. */
export const EMAIL_SCOPE = 'https://www.googleapis.com/auth/userinfo.email';

/** The long name of the scope `profile`. */
export const PROFILE_SCOPE = 'https://www.googleapis.com/auth/userinfo.profile';

/** The long names of scopes by their short names (developers.google.com/identity/protocols/oauth2/scopes). */
export const GOOGLE_SCOPES: ReadonlyMap<string, string> = new Map([
  ['email', EMAIL_SCOPE],
  ['profile', PROFILE_SCOPE],
]);
