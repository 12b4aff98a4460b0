import { Injectable } from '@nestjs/common';
import {
  AuthEvents,
  ProviderGrants,
  type CompletedLogin,
  type Provider,
} from '../social-auth/index.js';
import { ProviderTokenStore } from './provider-token.store.js';
import { permits } from './scopes.js';
import type { StoredTokens } from './stored-tokens.js';

/**
 * Maximum number of attempts. An attempt fails if a concurrent login or refresh of the same account changes the tokens.
 */
const MAX_ATTEMPTS = 5;

/** Stores the tokens of logins. */
@Injectable()
export class SaveTokens {
  constructor(
    private readonly store: ProviderTokenStore,
    private readonly grants: ProviderGrants,
    private readonly events: AuthEvents,
  ) {}

  /**
   * Stores the tokens of a login. An ordinary login requests only the scopes for signing in, so its tokens do not
   * replace stored tokens that permit more.
   */
  async run({ userId, accountId, profile, tokens, isConsent }: CompletedLogin): Promise<void> {
    const provider = this.grants.get(profile.provider);
    const owner = { userId, accountId, provider: provider.name };
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const account = await this.store.findByAccount(accountId);
      // The access is being revoked, and the revocation would also revoke these tokens.
      if (account?.isWithdrawn === true && !isConsent) return;
      const stored = account?.stored;
      const active = stored?.isRejected === false ? stored : undefined;
      if (!isConsent && active !== undefined && permitsMore(provider, active, tokens.scopes)) {
        return;
      }
      // Google issues a refresh token only at the first consent.
      const refreshToken = tokens.refreshToken ?? active?.tokens?.refreshToken;
      const saved = { ...tokens, refreshToken };
      if (await this.store.save(owner, saved, stored?.version ?? 0, isConsent)) {
        const isNew = active === undefined || !permits(provider, active.scopes, tokens.scopes);
        if (isNew) this.events.emit('provider_access_granted', owner);
        return;
      }
    }
    // The tokens of an ordinary login are not needed, because concurrent logins of the account have stored tokens that
    // permit the same.
    if (!isConsent) return;
    throw new Error('The tokens of the account were changed by other requests in each attempt.');
  }
}

/** Returns whether stored tokens are usable and permit more than the scopes. */
function permitsMore(provider: Provider, stored: StoredTokens, scopes: readonly string[]): boolean {
  const isUsable = stored.tokens?.refreshToken !== undefined || !stored.isExpired;
  return stored.tokens !== undefined && isUsable && !permits(provider, scopes, stored.scopes);
}
