import { Injectable, Logger } from '@nestjs/common';
import { ProviderGrants, SocialAuthError } from '../../social-auth/index.js';
import { ProviderTokenStore } from '../provider-token.store.js';
import type { DecryptedTokens, PendingRevocation } from '../stored-tokens.js';
import { PendingRevocationStore } from './pending-revocation.store.js';

/**
 * Maximum number of attempts. The last attempt is about 17 hours after the first one. Afterwards, the tokens are
 * erased.
 */
const MAX_ATTEMPTS = 11;

/** Delay after the first failed attempt, in milliseconds. The delay doubles after each further attempt. */
const FIRST_RETRY_MS = 60_000;

/** Revokes the access of the app at a provider, and erases the tokens. */
@Injectable()
export class RevokeAccess {
  readonly #logger = new Logger('ProviderTokens');

  constructor(
    private readonly revocations: PendingRevocationStore,
    private readonly store: ProviderTokenStore,
    private readonly grants: ProviderGrants,
  ) {}

  /**
   * Runs one revocation. Postpones the revocation if the provider is unavailable.
   *
   * @throws an error of the database
   */
  async run(pending: PendingRevocation): Promise<void> {
    const { tokens, isLinkedAgain } = pending;
    // If the account is linked again, a revocation would end the new access, too.
    if (tokens === undefined || isLinkedAgain) return this.revocations.erase(pending);
    let current = pending;
    try {
      await this.#revoke(pending, tokens, (version) => (current = { ...pending, version }));
    } catch (error) {
      if (pending.attempts < MAX_ATTEMPTS) {
        return this.revocations.postpone(current, retryDelay(pending.attempts));
      }
      this.#logger.error(describeFailure(pending, error));
    }
    return this.revocations.erase(current);
  }

  /**
   * Some providers, such as GitHub, require a valid access token for the revocation, so an expired one is refreshed
   * first. The new tokens are stored before they are used, because the provider may have replaced the refresh token.
   */
  async #revoke(
    pending: PendingRevocation,
    tokens: DecryptedTokens,
    onReplaced: (version: number) => void,
  ): Promise<void> {
    const { provider } = pending;
    const { outcome } = await this.grants.revoke(provider, tokens);
    const { refreshToken } = tokens;
    const isRefreshable = refreshToken !== undefined && this.grants.canRefresh(provider);
    if (outcome === 'revoked' || !isRefreshable) return;
    const refreshed = await this.grants.refresh(provider, refreshToken, []);
    if (refreshed.outcome === 'rejected') return;
    const replaced = { refreshToken, ...omitUndefined(refreshed.tokens) };
    const version = await this.store.replace(pending, replaced);
    // The tokens have changed, because the user has granted the access again.
    if (version === undefined) return;
    onReplaced(version);
    await this.grants.revoke(provider, replaced);
  }
}

/**
 * Omits undefined values, because the response contains no refresh token if the provider has not replaced it (RFC 6749
 * §6).
 */
function omitUndefined<T extends object>(values: T): T {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as T;
}

const retryDelay = (attempts: number) => FIRST_RETRY_MS * 2 ** (attempts - 1);

function describeFailure({ accountId, provider, attempts }: PendingRevocation, error: unknown) {
  const cause = error instanceof SocialAuthError ? error.code : 'unknown error';
  return `The access to the account ${accountId} at ${provider} could not be revoked in ${attempts} attempts (${cause}). The tokens are erased, but remain valid at the provider until they expire.`;
}
