import type { KeyObject } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../time/clock.js';
import { fetchJwks } from './fetch-jwks.js';
import { VERIFIER_OPTIONS, type ResolvedVerifierOptions } from './verifier-options.js';

/** Whatever tokens arrive, the keys are fetched at most so often, in milliseconds. */
const FETCH_MS = 10_000;

/** For so long after they should have been renewed the keys go on, in milliseconds. */
const TRUSTED_MS = 60 * 60 * 1000;

/** The keys of the app that issues the tokens: fetched when first needed, kept, renewed in time. */
@Injectable()
export class RemoteJwks {
  readonly #logger = new Logger('SocialAuthVerifier');
  #keys: ReadonlyMap<string, KeyObject> | undefined;
  #staleAt = -Infinity;
  #fetchedAt = -Infinity;
  #fetching: Promise<void> | undefined;
  #failing = false;

  constructor(
    private readonly clock: Clock,
    @Inject(VERIFIER_OPTIONS) private readonly options: ResolvedVerifierOptions,
  ) {}

  /** @returns the key of that id, if it is among those that were fetched last. */
  find(kid: string): KeyObject | undefined {
    return this.#keys?.get(kid);
  }

  /**
   * Fetches the keys if that is needed to judge of a token: there are none yet, they are too old, or
   * none has that id. Everybody waits for one request, which goes out at most every ten seconds.
   *
   * @returns `unavailable` when no keys could be fetched ever, or for an hour; till then the last ones go on
   */
  async ensureKey(kid: string): Promise<'ready' | 'unavailable'> {
    const stale = this.clock.milliseconds() >= this.#staleAt;
    if (!stale && this.find(kid) !== undefined) return 'ready';
    const fetching = this.#fetch();
    // While the app cannot be reached, those whose key is known need not wait to find that out again.
    if (this.find(kid) === undefined || !this.#failing) await fetching;
    // Whoever keeps us from the keys must not keep an old one alive for ever.
    if (this.clock.milliseconds() >= this.#staleAt + TRUSTED_MS) this.#keys = undefined;
    return this.#keys === undefined ? 'unavailable' : 'ready';
  }

  #fetch(): Promise<void> {
    const now = this.clock.milliseconds();
    const passed = now - this.#fetchedAt;
    // A clock that was set back must not keep it from ever fetching again.
    if (this.#fetching === undefined && (passed >= FETCH_MS || passed < 0)) {
      this.#fetchedAt = now;
      this.#fetching = this.#renew(now).finally(() => (this.#fetching = undefined));
    }
    return this.#fetching ?? Promise.resolve();
  }

  async #renew(now: number): Promise<void> {
    try {
      const { keys, maxAge } = await fetchJwks(this.options.jwksUri);
      this.#keys = keys;
      this.#staleAt = now + maxAge * 1000;
      if (this.#failing) this.#logger.log('the keys could be fetched again');
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#logger.warn(this.#complaint(error));
      this.#failing = true;
    }
  }

  #complaint(error: unknown): string {
    const why = error instanceof Error ? error.message : 'unknown';
    const then = this.#keys === undefined ? 'no token can be verified' : 'the last ones go on';
    return `the keys could not be fetched from ${this.options.jwksUri} (${why}); ${then}`;
  }
}
