/**
 * A service of the app that exchanges access tokens of users for access tokens of providers.
 *
 * @publicApi
 */
export interface TokenExchangeClient {
  /** 1 to 64 letters, digits, `.`, `_`, `~` and `-`. Events about requests of the client contain this id. */
  readonly clientId: string;
  /**
   * At least 32 random bytes, which no other client uses. The client sends the secret with HTTP Basic, or as
   * `client_secret`.
   */
  readonly clientSecret: string;
  /**
   * For each provider name, the scopes that the client may receive, in addition to the scopes of a login. A token
   * contains all scopes that the user has granted to the app, so a token with any other scope is refused.
   */
  readonly providers: Readonly<Record<string, readonly string[]>>;
}

/**
 * The options of the token exchange at `POST /auth/token` (RFC 8693).
 *
 * @publicApi
 */
export interface TokenExchangeOptions {
  /** The services that may exchange tokens. */
  readonly clients: readonly TokenExchangeClient[];
}
