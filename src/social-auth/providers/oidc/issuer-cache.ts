import { Clock } from '../../../time/clock.js';
import type { Issuer } from './discover-issuer.js';

/** Age, in milliseconds, from which the metadata are requested again. */
const REFRESH_AFTER_MS = 60 * 60 * 1000;

/** Age, in milliseconds, from which a login waits for new metadata. */
const EXPIRES_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * The configuration of an issuer, discovered at the first login and refreshed hourly.
 *
 * Concurrent logins share one request. While the issuer does not respond, logins use the previous configuration, up to
 * 24 hours after it was loaded. Without a previous one, these logins fail, and the next login tries again.
 */
export class IssuerCache {
  #loaded: { readonly issuer: Issuer; readonly at: number } | undefined;
  #loading: Promise<Issuer> | undefined;

  /** @param load requests the metadata, within a time limit */
  constructor(
    private readonly load: () => Promise<Issuer>,
    private readonly clock = new Clock(),
  ) {}

  /** @throws the error of `load` */
  async get(): Promise<Issuer> {
    const age = this.#loaded === undefined ? Infinity : this.#now() - this.#loaded.at;
    if (this.#loaded !== undefined && age < REFRESH_AFTER_MS) return this.#loaded.issuer;
    this.#loading ??= this.#load();
    if (this.#loaded === undefined || age >= EXPIRES_AFTER_MS) return this.#loading;
    // The next login tries again.
    this.#loading.catch(() => undefined);
    return this.#loaded.issuer;
  }

  async #load(): Promise<Issuer> {
    try {
      const issuer = await this.load();
      this.#loaded = { issuer, at: this.#now() };
      return issuer;
    } finally {
      this.#loading = undefined;
    }
  }

  #now(): number {
    return this.clock.milliseconds();
  }
}
