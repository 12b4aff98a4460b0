import { Injectable } from '@nestjs/common';
import {
  AuthEvents,
  ProviderGrants,
  SocialAuthError,
  type ProviderTokenSet,
} from '../social-auth/index.js';
import { ProviderTokenStore } from './provider-token.store.js';
import type { StoredTokens } from './stored-tokens.js';

/**
 * How much longer a lease is than the time limits of its requests together, in milliseconds. This time is for the
 * statements before and after the requests.
 */
const LEASE_MARGIN_MS = 10_000;

/** Minimum and maximum time between failed refreshes, in milliseconds. */
const MIN_RETRY_MS = 2000;
const MAX_RETRY_MS = 60_000;

/** Delays between two reads while another instance refreshes the tokens, in milliseconds. */
const POLL_MS = [25, 50, 100, 200] as const;

/**
 * Refreshes the tokens of an account only once for all callers and instances. Callers of one instance share a refresh,
 * and a lease in the database reserves the refresh for one instance. The lease expires, because the instance may end
 * during the refresh.
 */
@Injectable()
export class RefreshTokens {
  readonly #running = new Map<string, Promise<StoredTokens | undefined>>();

  constructor(
    private readonly store: ProviderTokenStore,
    private readonly grants: ProviderGrants,
    private readonly events: AuthEvents,
  ) {}

  /**
   * Refreshes tokens, or waits for another instance that refreshes them.
   *
   * @returns the current tokens, which the provider may have rejected. Undefined when the tokens were deleted.
   * @throws SocialAuthError `provider_unavailable`
   */
  run(stored: StoredTokens): Promise<StoredTokens | undefined> {
    const key = `${stored.accountId} ${stored.version}`;
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const started = this.#refreshOrWait(stored).finally(() => this.#running.delete(key));
    this.#running.set(key, started);
    return started;
  }

  async #refreshOrWait(stored: StoredTokens): Promise<StoredTokens | undefined> {
    const deadline = performance.now() + this.#leaseDuration;
    for (let attempt = 0; performance.now() < deadline; attempt += 1) {
      if (await this.store.lease(stored, this.#leaseDuration)) await this.#refresh(stored);
      const current = (await this.store.findByAccount(stored.accountId))?.stored;
      if (current === undefined || current.version !== stored.version) return current;
      if (current.retryInMs > 0) throw unavailable(current.retryInMs);
      await delay(POLL_MS[Math.min(attempt, POLL_MS.length - 1)] ?? 0);
    }
    throw unavailable(MIN_RETRY_MS);
  }

  /** @throws SocialAuthError `provider_unavailable` or `provider_misconfigured` */
  async #refresh(stored: StoredTokens): Promise<void> {
    try {
      const result = await this.#request(stored);
      if (result.outcome === 'refreshed') {
        await this.store.replace(stored, result.tokens);
        return;
      }
      if (await this.store.reject(stored)) {
        const { userId, accountId, provider } = stored;
        this.events.emit('provider_access_lost', { userId, accountId, provider });
      }
    } catch (error) {
      const seconds = error instanceof SocialAuthError ? error.details.retryAfterSeconds : 0;
      const retry = Math.min(Math.max((seconds ?? 0) * 1000, MIN_RETRY_MS), MAX_RETRY_MS);
      await this.store.postpone(stored, retry);
      throw error;
    }
  }

  /**
   * Requests new tokens. If the response may have been lost, repeats the request once, because the provider may have
   * replaced the refresh token already. Some providers accept the previous refresh token again. If the provider rejects
   * it, the user has to grant the access again.
   */
  async #request(
    stored: StoredTokens,
  ): Promise<{ outcome: 'refreshed'; tokens: ProviderTokenSet } | { outcome: 'rejected' }> {
    const { provider, scopes, tokens } = stored;
    const refreshToken = tokens?.refreshToken;
    if (refreshToken === undefined) return { outcome: 'rejected' };
    const startedAt = performance.now();
    const result = await this.grants
      .refresh(provider, refreshToken, scopes)
      .catch((error: unknown) => {
        const isSlow = performance.now() - startedAt > this.grants.timeout / 2;
        if (isSlow || !mayBeLost(error)) throw error;
        return this.grants.refresh(provider, refreshToken, scopes);
      });
    if (result.outcome === 'rejected') return result;
    // The response contains no refresh token if the provider has not replaced it (RFC 6749 §6).
    return {
      ...result,
      tokens: { ...result.tokens, refreshToken: result.tokens.refreshToken ?? refreshToken },
    };
  }

  /** Long enough for two requests with the time limit `providerTimeout`. */
  get #leaseDuration(): number {
    return 2 * this.grants.timeout + LEASE_MARGIN_MS;
  }
}

/** Returns whether the provider may have handled the request although there is no response. */
function mayBeLost(error: unknown): boolean {
  if (!(error instanceof SocialAuthError) || error.code !== 'provider_unavailable') return false;
  return error.details.retryAfterSeconds === undefined;
}

function unavailable(retryMs: number): SocialAuthError {
  return new SocialAuthError('provider_unavailable', {
    reason: 'the access token could not be refreshed',
    retryAfterSeconds: Math.max(1, Math.ceil(retryMs / 1000)),
  });
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
