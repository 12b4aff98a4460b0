import type { KeyObject } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../time/clock.js';
import { ThrottledTask } from '../time/throttled-task.js';
import { fetchJwks } from './fetch-jwks.js';
import { VERIFIER_OPTIONS, type ResolvedVerifierOptions } from './verifier-options.js';

/** Minimum time between two fetches, in milliseconds. It limits the fetches that tokens with unknown key ids cause. */
const FETCH_INTERVAL_MS = 10_000;

/** How long stale keys remain in use while the JWKS cannot be fetched, in milliseconds. */
const MAX_STALE_MS = 60 * 60 * 1000;

/**
 * The signing keys of the issuer could not be fetched, so no token can be verified. Repeat the request after 10
 * seconds.
 *
 * @publicApi
 */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailableError';
}

/** The cached signing keys of the issuer. Fetches the keys when they are needed for the first time. */
@Injectable()
export class RemoteJwks {
  readonly #logger = new Logger('SocialAuthVerifier');
  readonly #refresh: ThrottledTask;
  #keys: ReadonlyMap<string, KeyObject> | undefined;
  /** Milliseconds since 1970. */
  #staleAt = -Infinity;
  #isFailing = false;

  constructor(
    private readonly clock: Clock,
    @Inject(VERIFIER_OPTIONS) private readonly options: ResolvedVerifierOptions,
  ) {
    this.#refresh = new ThrottledTask(clock, FETCH_INTERVAL_MS, () => this.#fetch());
  }

  /** Returns the public key with this `kid`, if the last JWKS contained the key. */
  find(kid: string): KeyObject | undefined {
    return this.#keys?.get(kid);
  }

  /**
   * Fetches the keys if they are stale or do not contain `kid`. Afterwards, {@link find} returns the key, unless the
   * issuer has no key with this `kid`.
   *
   * @throws KeysUnavailableError when the keys have never been fetched, or have been stale for an hour
   */
  async ensureKey(kid: string): Promise<void> {
    const isFresh = this.clock.milliseconds() < this.#staleAt;
    if (isFresh && this.find(kid) !== undefined) return;
    const refreshed = this.#refresh.run();
    // If the JWKS is unreachable, requests with a known key do not wait for the next fetch.
    if (this.find(kid) === undefined || !this.#isFailing) await refreshed;
    // Without this limit, an attacker who blocks the JWKS could keep a revoked key in use.
    if (this.clock.milliseconds() >= this.#staleAt + MAX_STALE_MS) this.#keys = undefined;
    if (this.#keys === undefined) {
      throw new KeysUnavailableError(`Cannot fetch signing keys from ${this.options.jwksUri}.`);
    }
  }

  async #fetch(): Promise<void> {
    const startedAt = this.clock.milliseconds();
    try {
      const { keys, maxAgeSeconds } = await fetchJwks(this.options.jwksUri, this.options.httpAgent);
      this.#keys = keys;
      this.#staleAt = startedAt + maxAgeSeconds * 1000;
      if (this.#isFailing) this.#logger.log('Fetched the signing keys again.');
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) this.#logger.warn(this.#failureMessage(error));
      this.#isFailing = true;
    }
  }

  #failureMessage(error: unknown): string {
    const cause = error instanceof Error ? error.message : 'unknown error';
    const consequence =
      this.#keys === undefined
        ? 'Tokens cannot be verified until it succeeds. Check that this service can reach the URL.'
        : 'Continuing with the cached keys for up to one hour.';
    return `Cannot fetch signing keys from ${this.options.jwksUri} (${cause}). ${consequence}`;
  }
}
