/** The account that tokens belong to. */
export interface TokenOwner {
  readonly userId: string;
  readonly accountId: string;
  readonly provider: string;
}

/** Tokens of a provider, decrypted. */
export interface DecryptedTokens {
  readonly accessToken: string;
  readonly refreshToken?: string | undefined;
  /** Undefined if the access token does not expire. */
  readonly expiresAt?: Date | undefined;
}

/** The state of the tokens of an account. */
export interface StoredTokens extends TokenOwner {
  /** Undefined if no key decrypts them: another secret encrypted them, or the row was copied from another account. */
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
  /** Time until a refresh is permitted after a failed one, in milliseconds. Not positive if it is permitted. */
  readonly retryInMs: number;
}

/** The linked account of a user, with its tokens if there are any. */
export interface AccountTokens {
  readonly accountId: string;
  readonly isDisabled: boolean;
  /** Whether the user has withdrawn the access, and it is not revoked at the provider yet. */
  readonly isWithdrawn: boolean;
  /** The account to suggest at the provider: its email address or user name. */
  readonly loginHint: string | null;
  readonly stored: StoredTokens | undefined;
}

/** Tokens whose access is revoked at the provider. */
export interface PendingRevocation extends TokenOwner {
  /** Undefined if no key decrypts them. */
  readonly tokens: DecryptedTokens | undefined;
  readonly version: number;
  /** Number of attempts, including this one. */
  readonly attempts: number;
  /** Whether the same account of the provider has been linked again. */
  readonly isLinkedAgain: boolean;
}
