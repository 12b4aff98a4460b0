/** The account that the tokens belong to, with its user. */
export interface TokenOwner {
  readonly userId: string;
  readonly accountId: string;
  readonly provider: string;
}

/** The decrypted tokens of an account. */
export interface DecryptedTokens {
  readonly accessToken: string;
  readonly refreshToken?: string | undefined;
  /** Undefined if the access token does not expire. */
  readonly expiresAt?: Date | undefined;
}

/** The state of the tokens of an account. */
export interface StoredTokens extends TokenOwner {
  /**
   * Undefined if no key decrypts the tokens. They were then encrypted with another secret, or the row was copied from
   * another account.
   */
  readonly tokens: DecryptedTokens | undefined;
  readonly scopes: readonly string[];
  /** Changes whenever the tokens change. */
  readonly version: number;
  /** Whether the access token is expired, or expires within a minute. */
  readonly isExpiring: boolean;
  /** Whether the access token is expired. */
  readonly isExpired: boolean;
  /** Whether the provider has rejected the tokens. */
  readonly isRejected: boolean;
  /**
   * Time until the next refresh is permitted after a failed refresh, in milliseconds. Zero or negative if a refresh is
   * permitted now.
   */
  readonly retryInMs: number;
}

/** The linked account of a user, with its stored tokens. */
export interface AccountTokens {
  readonly accountId: string;
  readonly isDisabled: boolean;
  /** Whether the user has withdrawn the access and the provider has not revoked it yet. */
  readonly isWithdrawn: boolean;
  /** The email address or user name of the account, which the provider suggests at the next login. */
  readonly loginHint: string | null;
  readonly stored: StoredTokens | undefined;
}

/** Tokens that wait for their revocation at the provider. */
export interface PendingRevocation extends TokenOwner {
  /** Undefined if no key decrypts the tokens. */
  readonly tokens: DecryptedTokens | undefined;
  readonly version: number;
  /** Number of attempts, including this one. */
  readonly attempts: number;
  /** Whether the same account of the provider has been linked again. */
  readonly isLinkedAgain: boolean;
}
