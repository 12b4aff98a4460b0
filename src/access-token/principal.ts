import type { CustomClaims } from './social-auth-types.js';

/**
 * The authenticated user and session of a request, taken from the claims of a verified access token (RFC 9068 §2.2).
 *
 * It contains the values of the time at which the token was issued. When the roles of the user change, the guards of the
 * module reject the token within a second. Changed claims take effect with the next refresh.
 *
 * @publicApi
 * @example
 * ```ts
 * @Get('projects')
 * list(@CurrentPrincipal() { userId }: Principal) { … }
 * ```
 */
export interface Principal {
  /** Id of the user in your database (`sub`). */
  readonly userId: string;
  /** Id of the session: one login on one device (`sid`). */
  readonly sessionId: string;
  /** Roles of the user (`roles`). */
  readonly roles: readonly string[];
  /** Scopes that `accessTokenClaims` granted (`scope`, RFC 6749 §3.3). */
  readonly scopes: readonly string[];
  /** `browser` for a session in cookies, otherwise the client id of a registered client (`client_id`). */
  readonly clientId: string;
  /** Time of the login, in seconds since 1970 (`auth_time`, OIDC Core §2). */
  readonly authTime: number;
  /** Custom claims that `accessTokenClaims` returned. */
  readonly claims: CustomClaims;
}
