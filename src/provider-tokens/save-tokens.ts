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

/** Maximum number of attempts, when logins and refreshes of one account are concurrent. */
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
   * Stores the tokens of a login, unless the stored ones permit more: an ordinary login requests only the scopes for
   * signing in.
   */
  async run({ userId, accountId, profile, tokens, isConsent }: CompletedLogin): Promise<void> {
    const provider = this.grants.get(profile.provider);
    const owner = { userId, accountId, provider: provider.name };
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const account = await this.store.findByAccount(accountId);
      // The revocation of a withdrawn access would revoke these tokens, too.
      if (account?.isWithdrawn === true && !isConsent) return;
      const stored = account?.stored;
      const active = stored?.isRejected === false ? stored : undefined;
      if (!isConsent && active !== undefined && permitsMore(provider, active, tokens.scopes)) {
        return;
      }
      // Google issues a refresh token at the first consent only.
      const refreshToken = tokens.refreshToken ?? active?.tokens?.refreshToken;
      const saved = { ...tokens, refreshToken };
      if (await this.store.save(owner, saved, stored?.version ?? 0, isConsent)) {
        const isNew = active === undefined || !permits(provider, active.scopes, tokens.scopes);
        if (isNew) this.events.emit('provider_access_granted', owner);
        return;
      }
    }
    // Without a consent, the tokens that concurrent logins of the account have stored permit the same.
    if (!isConsent) return;
    throw new Error('The tokens of the account were changed by other requests in each attempt.');
  }
}

/** Returns whether stored tokens are usable and permit more than the scopes. */
function permitsMore(provider: Provider, stored: StoredTokens, scopes: readonly string[]): boolean {
  const isUsable = stored.tokens?.refreshToken !== undefined || !stored.isExpired;
  return stored.tokens !== undefined && isUsable && !permits(provider, scopes, stored.scopes);
}
