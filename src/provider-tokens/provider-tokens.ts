import { Injectable } from '@nestjs/common';
import { ProviderGrants, SocialAuthError, type Provider } from '../social-auth/index.js';
import { ConsentRequests } from './consent-requests.js';
import { ProviderTokenStore } from './provider-token.store.js';
import { RefreshTokens } from './refresh-tokens.js';
import { permits } from './scopes.js';
import type { AccountTokens, StoredTokens } from './stored-tokens.js';

/**
 * An access token for the APIs of a provider.
 *
 * @publicApi
 */
export interface ProviderAccessToken {
  /** The token, for `Authorization: Bearer`. Do not log it, and do not send it to browsers. */
  readonly value: string;
  /** Undefined if the token does not expire. */
  readonly expiresAt: Date | undefined;
  /** All granted scopes. */
  readonly scopes: readonly string[];
  /** Name of the provider. */
  readonly provider: string;
  readonly accountId: string;
}

/**
 * What an access token must permit, and which account it must belong to.
 *
 * @publicApi
 */
export interface ProviderTokenOptions {
  /** The scopes that the token must have, in the notation of the provider. Default: none. */
  readonly scopes?: readonly string[] | undefined;
  /**
   * The account, if the user has several accounts of the provider. Default: the first account whose token has the
   * scopes.
   */
  readonly accountId?: string | undefined;
}

/**
 * Returns access tokens for the APIs of providers with `tokens: true`. Refreshes expired tokens. Only one instance of
 * the app refreshes a token, and the other instances use the result.
 *
 * @publicApi
 * @example
 * ```ts
 * const token = await this.tokens.get(userId, 'google', { scopes: [CALENDAR_READONLY] });
 * const response = await fetch(url, { headers: { Authorization: `Bearer ${token.value}` } });
 * ```
 */
@Injectable()
export class ProviderTokens {
  constructor(
    private readonly store: ProviderTokenStore,
    private readonly grants: ProviderGrants,
    private readonly refreshTokens: RefreshTokens,
    private readonly consents: ConsentRequests,
  ) {}

  /**
   * Returns a valid access token of a user.
   *
   * Does not check whether the caller may act for the user.
   *
   * @throws SocialAuthError `reconsent_required` when the user has to grant the access first, `account_disabled`,
   *   `unknown_provider`, `provider_unavailable` when an expired token cannot be refreshed now
   */
  async get(
    userId: string,
    providerName: string,
    { scopes = [], accountId }: ProviderTokenOptions = {},
  ): Promise<ProviderAccessToken> {
    const provider = this.grants.get(providerName);
    requireTokens(provider);
    const accounts = await this.store.find(userId, providerName);
    const account = select(provider, accounts, scopes, accountId);
    if (account?.isDisabled === true) {
      const reason = `user ${userId} is disabled`;
      throw new SocialAuthError('account_disabled', { reason, userId });
    }
    const stored = account?.stored;
    if (stored === undefined) throw this.#reconsent(provider, userId, account, scopes);
    const current = await this.#refreshIfNeeded(stored);
    const token = current && usableToken(provider, current, scopes);
    if (token === undefined) throw this.#reconsent(provider, userId, account, scopes);
    return token;
  }

  /**
   * Returns another access token. Call this method after an API of the provider has rejected a token with 401, because
   * the user has withdrawn the access or the provider has revoked the token.
   *
   * @param rejected the token that {@link get} returned
   * @throws SocialAuthError the errors of {@link get}
   */
  async replace(
    userId: string,
    rejected: ProviderAccessToken,
    options: Pick<ProviderTokenOptions, 'scopes'> = {},
  ): Promise<ProviderAccessToken> {
    const { provider, accountId, value } = rejected;
    const accounts = await this.store.find(userId, provider);
    const stored = accounts.find((account) => account.accountId === accountId)?.stored;
    // Otherwise, another request has already replaced the token.
    if (stored?.tokens?.accessToken === value) {
      if (stored.tokens.refreshToken === undefined) await this.store.reject(stored);
      else await this.store.expire(stored);
    }
    return this.get(userId, provider, { ...options, accountId });
  }

  /** Refreshes tokens that expire soon. If the refresh fails, returns the old tokens as long as they are valid. */
  async #refreshIfNeeded(stored: StoredTokens): Promise<StoredTokens | undefined> {
    const isRefreshable = stored.tokens?.refreshToken !== undefined && !stored.isRejected;
    if (!stored.isExpiring || !isRefreshable || !this.grants.canRefresh(stored.provider)) {
      return stored;
    }
    try {
      return await this.refreshTokens.run(stored);
    } catch (error) {
      if (stored.isExpired) throw error;
      return stored;
    }
  }

  #reconsent(
    provider: Provider,
    userId: string,
    account: AccountTokens | undefined,
    wanted: readonly string[],
  ): SocialAuthError {
    const { name, label } = provider;
    const scopes = [...new Set([...(account?.stored?.scopes ?? []), ...wanted])];
    const consent = this.consents.create(userId, {
      provider: name,
      scopes,
      accountId: account?.accountId,
      loginHint: account?.loginHint ?? undefined,
    });
    const reason = describeMissing(provider, account, wanted);
    return new SocialAuthError('reconsent_required', {
      reason,
      userId,
      provider: { name, label },
      consent,
    });
  }
}

/** @throws SocialAuthError `provider_not_configured` */
function requireTokens({ name, label, tokens }: Provider): void {
  if (tokens === true) return;
  throw new SocialAuthError('provider_not_configured', {
    reason: `the provider ${name} does not have tokens: true`,
    provider: { name, label },
  });
}

/**
 * Selects the account with the given id. Without an id, selects the first account with the scopes, otherwise the first
 * account with tokens, otherwise the first account.
 */
function select(
  provider: Provider,
  accounts: readonly AccountTokens[],
  scopes: readonly string[],
  accountId: string | undefined,
): AccountTokens | undefined {
  if (accountId !== undefined) return accounts.find((account) => account.accountId === accountId);
  const active = accounts.filter(({ stored }) => stored?.isRejected === false);
  return (
    active.find(({ stored }) => permits(provider, stored?.scopes ?? [], scopes)) ??
    active[0] ??
    accounts[0]
  );
}

function usableToken(
  provider: Provider,
  { accountId, isRejected, isExpired, tokens, scopes: granted }: StoredTokens,
  scopes: readonly string[],
): ProviderAccessToken | undefined {
  if (tokens === undefined || isRejected || isExpired) return undefined;
  if (!permits(provider, granted, scopes)) return undefined;
  const { accessToken: value, expiresAt } = tokens;
  return { value, expiresAt, scopes: granted, provider: provider.name, accountId };
}

function describeMissing(
  provider: Provider,
  account: AccountTokens | undefined,
  wanted: readonly string[],
): string {
  if (account === undefined) return `the user has no account at ${provider.name}`;
  const { stored } = account;
  if (stored === undefined) return `no tokens of the account ${account.accountId} are stored`;
  if (stored.tokens === undefined) {
    return `the tokens of the account ${account.accountId} cannot be decrypted with the secrets of the app`;
  }
  if (stored.isRejected) return 'the provider has rejected the refresh token';
  return permits(provider, stored.scopes, wanted)
    ? 'the access token has expired and cannot be refreshed'
    : 'the user has not granted the scopes';
}
