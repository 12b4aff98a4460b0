import { Inject, Injectable } from '@nestjs/common';
import {
  Encryption,
  FeatureDatabase,
  type Aead,
  type ProviderTokenSet,
} from '../social-auth/index.js';
import { PROVIDER_TOKEN_TABLE, type ProviderTokenTable } from './provider-token-model.js';
import { tokenStatements } from './provider-token-statements.js';
import type { AccountTokens, DecryptedTokens, StoredTokens, TokenOwner } from './stored-tokens.js';

/** The encrypted columns of a row. */
export interface EncryptedTokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** In milliseconds since 1970. */
  readonly expiresAt: number | null;
}

interface TokenRow extends TokenOwner, EncryptedTokens {
  readonly scope: string;
  readonly loginHint: string | null;
  readonly isDisabled: boolean;
  readonly storedId: string | null;
  readonly version: number;
  readonly isWithdrawn: boolean;
  readonly isRejected: boolean;
  readonly isExpired: boolean;
  readonly isExpiring: boolean;
  readonly retryInMs: number;
}

type TokenKind = 'access' | 'refresh';

/** Reads and writes the tokens that are in use. Encrypts each token for the account that it belongs to. */
@Injectable()
export class ProviderTokenStore {
  readonly #aead: Aead;
  readonly #sql: ReturnType<typeof tokenStatements>;

  constructor(
    private readonly database: FeatureDatabase,
    encryption: Encryption,
    @Inject(PROVIDER_TOKEN_TABLE) table: ProviderTokenTable,
  ) {
    this.#aead = encryption.for('provider-token');
    this.#sql = tokenStatements(database, table);
  }

  /** @returns the accounts of a user at a provider, oldest first. */
  async find(userId: string, provider: string): Promise<AccountTokens[]> {
    const rows = await this.database.query<TokenRow>(this.#sql.find, [userId, provider]);
    return rows.map((row) => this.#toAccount(row));
  }

  /** @returns undefined when the account does not exist. */
  async findByAccount(accountId: string): Promise<AccountTokens | undefined> {
    const [row] = await this.database.query<TokenRow>(this.#sql.findByAccount, [accountId]);
    return row && this.#toAccount(row);
  }

  /** @returns the accounts of a user whose tokens are stored, oldest first. */
  async list(userId: string): Promise<(AccountTokens & { readonly provider: string })[]> {
    const rows = await this.database.query<TokenRow>(this.#sql.list, [userId]);
    return rows.map((row) => ({ ...this.#toAccount(row), provider: row.provider }));
  }

  /**
   * Stores tokens, or replaces the stored tokens if they have the given version.
   *
   * @param version 0 if no tokens are stored
   * @param isConsent whether the tokens may replace tokens whose access the user has withdrawn
   * @returns false when the tokens have changed in the meantime, or the user has no such account
   */
  async save(
    owner: TokenOwner,
    tokens: ProviderTokenSet,
    version: number,
    isConsent: boolean,
  ): Promise<boolean> {
    const columns = this.#columns(owner, tokens);
    const values = [owner.accountId, ...columns, version, isConsent, owner.userId];
    return (await this.database.query(this.#sql.save, values)).length > 0;
  }

  /**
   * Reserves the refresh of tokens for this instance.
   *
   * @param duration in milliseconds
   * @returns false while another instance has the lease, and after the tokens have changed
   */
  async lease({ accountId, version }: StoredTokens, duration: number): Promise<boolean> {
    const values = [accountId, version, duration];
    return (await this.database.query(this.#sql.lease, values)).length > 0;
  }

  /**
   * Replaces refreshed tokens and ends the lease.
   *
   * @returns the new version, or undefined when the tokens have changed in the meantime
   */
  async replace(
    stored: TokenOwner & Pick<StoredTokens, 'version'>,
    tokens: ProviderTokenSet,
  ): Promise<number | undefined> {
    const values = [stored.accountId, stored.version, ...this.#columns(stored, tokens)];
    const [row] = await this.database.query<{ version: number }>(this.#sql.replace, values);
    return row?.version;
  }

  /** Ends the lease, and prevents further refreshes for `duration` milliseconds. */
  async postpone({ accountId, version }: StoredTokens, duration: number): Promise<void> {
    await this.database.query(this.#sql.postpone, [accountId, version, duration]);
  }

  /**
   * Records that the provider has rejected the tokens.
   *
   * @returns false when the tokens have changed in the meantime
   */
  async reject({ accountId, version }: StoredTokens): Promise<boolean> {
    return (await this.database.query(this.#sql.reject, [accountId, version])).length > 0;
  }

  /** Marks an access token as expired, after an API of the provider has rejected it. */
  async expire({ accountId, version }: StoredTokens): Promise<void> {
    await this.database.query(this.#sql.expire, [accountId, version]);
  }

  /** @returns undefined when no key decrypts the access token for its owner. */
  decrypt(owner: TokenOwner, row: EncryptedTokens): DecryptedTokens | undefined {
    const accessToken = this.#aead.decrypt(row.accessToken, contextOf(owner, 'access'));
    if (accessToken === undefined) return undefined;
    const refreshToken =
      row.refreshToken === null
        ? undefined
        : this.#aead.decrypt(row.refreshToken, contextOf(owner, 'refresh'));
    const expiresAt = row.expiresAt === null ? undefined : new Date(row.expiresAt);
    return { accessToken, refreshToken, expiresAt };
  }

  /** Encrypts the tokens in a row for another user. Returns tokens that no key decrypts unchanged. */
  encryptFor(userId: string, row: TokenOwner & EncryptedTokens): TokenOwner & EncryptedTokens {
    const tokens = this.decrypt(row, row);
    const owner = { userId, accountId: row.accountId, provider: row.provider };
    if (tokens === undefined) return { ...row, ...owner };
    const [accessToken, refreshToken] = this.#columns(owner, { ...tokens, scopes: [] });
    return { ...row, ...owner, accessToken, refreshToken };
  }

  #toAccount(row: TokenRow): AccountTokens {
    const { accountId, userId, provider, isDisabled, isWithdrawn, loginHint } = row;
    const { version, isRejected, isExpired, isExpiring, retryInMs } = row;
    const owner = { accountId, userId, provider };
    const stored = row.storedId !== null &&
      !isWithdrawn && {
        ...owner,
        version,
        isRejected,
        isExpired,
        isExpiring,
        retryInMs,
        tokens: this.decrypt(owner, row),
        scopes: row.scope.split(' ').filter((name) => name !== ''),
      };
    return { accountId, isDisabled, isWithdrawn, loginHint, stored: stored || undefined };
  }

  /** Returns the values of the columns. The lifetime is in milliseconds. */
  #columns(
    owner: TokenOwner,
    { accessToken, refreshToken, scopes, expiresIn }: ProviderTokenSet,
  ): [accessToken: string, refreshToken: string | null, scope: string, lifetime: number | null] {
    return [
      this.#aead.encrypt(accessToken, contextOf(owner, 'access')),
      refreshToken === undefined
        ? null
        : this.#aead.encrypt(refreshToken, contextOf(owner, 'refresh')),
      scopes.join(' '),
      expiresIn === undefined ? null : expiresIn * 1000,
    ];
  }
}

/**
 * Returns the context of the encryption. Because of this context, a text that was copied to another user, account,
 * provider or column cannot be decrypted.
 */
const contextOf = ({ userId, accountId, provider }: TokenOwner, kind: TokenKind) =>
  JSON.stringify([userId, accountId, provider, kind]);
