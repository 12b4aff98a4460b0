/** Who makes a request, as an access token says; made without a database read. */
export interface Principal {
  readonly userId: string;
  readonly sessionId: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** `browser`, or the client id of an app of its own. */
  readonly clientId: string;
  /** When the person logged in, in seconds since 1970 (`auth_time`, OIDC Core §2). */
  readonly authTime: number;
  /** The claims that your app added. */
  readonly claims: Readonly<Record<string, unknown>>;
}
