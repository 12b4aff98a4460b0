/**
 * A service of the app that exchanges access tokens of users for access tokens of providers.
 *
 * @publicApi
 */
export interface TokenExchangeClient {
  /** 1 to 64 letters, digits, `.`, `_`, `~` and `-`. The events of its requests contain it. */
  readonly clientId: string;
  /** At least 32 bytes, random, and of this client only. Sent with HTTP Basic, or as `client_secret`. */
  readonly clientSecret: string;
  /**
   * The scopes of tokens that the client may receive, by the name of the provider. The scopes of a login need not be listed. A
   * token with further scopes is refused, because an access token has all scopes that the user granted.
   */
  readonly providers: Readonly<Record<string, readonly string[]>>;
}

/**
 * The exchange of tokens at `POST /auth/token` (RFC 8693).
 *
 * @publicApi
 */
export interface TokenExchangeOptions {
  /** The services that may exchange tokens. */
  readonly clients: readonly TokenExchangeClient[];
}
