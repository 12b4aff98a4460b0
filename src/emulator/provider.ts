/** The name of an emulated provider. */
export type ProviderName = 'google' | 'github';

/**
 * An endpoint of a provider. Both providers have `authorize`, `token`, `refresh` and `revoke`.
 *
 * Google has `discovery`, `jwks`, `userinfo` and `calendars`. GitHub has `user`, `emails`, `repositories`,
 * `organization-membership` and `team-membership`. `refresh` stands for requests to the token endpoint with
 * `grant_type=refresh_token`, and `token` for requests with any other grant type.
 */
export type Endpoint =
  | 'authorize'
  | 'token'
  | 'refresh'
  | 'revoke'
  | 'discovery'
  | 'jwks'
  | 'userinfo'
  | 'calendars'
  | 'user'
  | 'emails'
  | 'repositories'
  | 'organization-membership'
  | 'team-membership';

/** The names of all emulated providers. */
export const PROVIDERS: readonly ProviderName[] = ['google', 'github'];

/** The issuer of the real Google (developers.google.com/identity/openid-connect/reference). */
export const GOOGLE_ISSUER = 'https://accounts.google.com';

/** The paths of the endpoints, with parameters in braces. The real providers have the same paths. */
export const PATHS = {
  google: {
    discovery: '/.well-known/openid-configuration',
    jwks: '/oauth2/v3/certs',
    authorize: '/o/oauth2/v2/auth',
    token: '/token',
    revoke: '/revoke',
    userinfo: '/oauth2/v3/userinfo',
    calendars: '/calendar/v3/users/me/calendarList',
  },
  github: {
    authorize: '/login/oauth/authorize',
    token: '/login/oauth/access_token',
    revokeGrant: '/applications/{client_id}/grant',
    revokeToken: '/applications/{client_id}/token',
    user: '/user',
    emails: '/user/emails',
    repositories: '/user/repos',
    organizationMembership: '/user/memberships/orgs/{org}',
    teamMembership: '/orgs/{org}/teams/{team}/memberships/{username}',
  },
} as const;
