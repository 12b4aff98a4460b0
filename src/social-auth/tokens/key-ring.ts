import {
  Inject,
  Injectable,
  Logger,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { Clock } from '../../time/clock.js';
import { ThrottledTask } from '../../time/throttled-task.js';
import { ignoreTimeout, withTimeout } from '../../time/with-timeout.js';
import { AuthEvents } from '../core/auth-events.js';
import { ConfigurationError, type ConfigurationIssue } from '../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { decryptKeys } from './decrypt-keys.js';
import { KeyRotation, type KeyRotationResult } from './key-rotation.js';
import { KeySet, type ActiveKey } from './key-set.js';
import type { PublicJwk } from './public-jwk.js';
import { SigningKeyCodec } from './signing-key.js';
import { SigningKeyStore, type StoredKey } from './signing-key.store.js';

/** Every instance reloads the keys at this interval, in milliseconds. */
const RELOAD_INTERVAL_MS = 60_000;

/** Minimum time between two reloads because of an unknown `kid`, in milliseconds. */
const UNKNOWN_KEY_RELOAD_INTERVAL_MS = 5_000;

/** Time limit of waiting for the database in a request and at shutdown, in milliseconds. */
const DATABASE_TIMEOUT_MS = 2_000;

/**
 * The signing keys of access tokens. All instances share them through the database and keep them in memory, so that
 * signing and verifying need no query.
 *
 * Keys are rotated automatically (option `signingKeyRotation`). A new key is published in the JWKS at once and signs
 * ten minutes later. The previous key verifies until the last token that it signed has expired. The clocks of all
 * instances must agree to within one minute.
 *
 * @publicApi
 * @example
 * ```ts
 * const { outcome, kid } = await app.get(KeyRing).rotate();
 * ```
 */
@Injectable()
export class KeyRing implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('SigningKeys');
  readonly #codec: SigningKeyCodec;
  readonly #rotation: KeyRotation;
  readonly #accessTokenTtl: number;
  readonly #unknownKeyReload: ThrottledTask;
  #keys = new KeySet();
  #timer: NodeJS.Timeout | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #reloading: Promise<boolean> | undefined;
  #lastProblem: string | undefined;

  constructor(
    store: SigningKeyStore,
    private readonly clock: Clock,
    events: AuthEvents,
    @Inject(RESOLVED_OPTIONS) { secrets, accessTokenTtl, signingKeyRotation }: ResolvedOptions,
  ) {
    const policy = { accessTokenTtl, signingKeyRotation };
    this.#accessTokenTtl = accessTokenTtl;
    this.#codec = new SigningKeyCodec(secrets);
    this.#rotation = new KeyRotation(store, this.#codec, policy, events);
    this.#unknownKeyReload = new ThrottledTask(clock, UNKNOWN_KEY_RELOAD_INTERVAL_MS, async () => {
      await withTimeout(DATABASE_TIMEOUT_MS, this.reload(), ignoreTimeout);
    });
  }

  /**
   * Loads the keys, and creates the first one if the table is empty.
   *
   * @throws ConfigurationError when a key was encrypted with a secret that is not configured
   */
  async onModuleInit(): Promise<void> {
    const issues = await this.#enqueue(() => this.#load());
    if (issues.length > 0) throw new ConfigurationError(issues);
    this.#timer = setInterval(() => void this.reload(), RELOAD_INTERVAL_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    await withTimeout(DATABASE_TIMEOUT_MS, this.#queue, ignoreTimeout);
  }

  /**
   * Returns the key that signs now.
   *
   * @throws Error when no key can be decrypted
   */
  signingKey(): ActiveKey {
    const key = this.#keys.signingKey(this.clock.milliseconds());
    if (key === undefined) {
      throw new Error('There is no signing key that can be decrypted. Check the option secrets.');
    }
    return key;
  }

  /** Returns the key of a `kid`, if it verifies tokens now. */
  find(kid: string): ActiveKey | undefined {
    return this.#keys.find(kid, this.clock.milliseconds());
  }

  /** Returns the content of the JWKS: the public keys that verify now, including keys that do not sign yet. */
  publicJwks(): PublicJwk[] {
    return this.#keys.publicJwks(this.clock.milliseconds());
  }

  /**
   * Reloads the keys if `kid` is unknown, because another instance may just have created it. Queries the database at
   * most every five seconds, once for all concurrent callers, and waits at most two seconds.
   *
   * @returns whether the key was unknown before and verifies tokens now
   */
  async loadUnknownKey(kid: string): Promise<boolean> {
    if (this.#keys.get(kid) !== undefined) return false;
    await this.#unknownKeyReload.run();
    return this.find(kid) !== undefined;
  }

  /**
   * Reads the keys from the database, creates a successor when the rotation is due, and deletes expired keys. Runs
   * every minute. When it fails, the keys in memory remain in use and the error is logged.
   *
   * @returns whether it succeeded
   */
  reload(): Promise<boolean> {
    this.#reloading ??= this.#reload().finally(() => (this.#reloading = undefined));
    return this.#reloading;
  }

  /**
   * Creates a signing key for all instances. The key is published at once and starts to sign ten minutes later. Until then,
   * no other key is created.
   *
   * `immediate` is for a key that has leaked: the new key starts to sign at once and all others are deleted, so that their
   * access tokens become invalid and clients refresh. Other instances load the new key within a minute, or with the first
   * token that it signed; until then they sign with the old key and accept its tokens. Verifiers load it when they fetch
   * the JWKS.
   *
   * @returns the new key, or the key that was already waiting to sign
   * @throws the error of the database, in which case nothing has changed
   */
  rotate({ immediate = false }: { immediate?: boolean } = {}): Promise<KeyRotationResult> {
    return this.#enqueue(async () => {
      const { keys, ...result } = immediate
        ? await this.#rotation.replaceAll()
        : await this.#rotation.addSuccessor();
      this.#replaceKeys(keys);
      return result;
    });
  }

  async #reload(): Promise<boolean> {
    try {
      const issues = await this.#enqueue(() => this.#load());
      this.#logProblem(issues.map(toSentences).join(' ') || undefined);
      return issues.length === 0;
    } catch (error) {
      // Logs only the name, because messages of the database may contain its address.
      const name = error instanceof Error ? error.name : 'unknown error';
      this.#logProblem(`Cannot read signing keys (${name}). Continuing with the keys in memory.`);
      return false;
    }
  }

  /** Loads the keys. Returns an issue for each key that cannot be decrypted. */
  async #load(): Promise<ConfigurationIssue[]> {
    return this.#replaceKeys(await this.#rotation.rotateIfDue());
  }

  #replaceKeys(newestFirst: readonly StoredKey[]): ConfigurationIssue[] {
    const decrypted = decryptKeys(newestFirst, this.#keys, this.#codec, this.#accessTokenTtl);
    this.#keys = decrypted.keys;
    return decrypted.issues;
  }

  /** Runs operations one after the other, so that a slow reload does not overwrite the result of a later rotation. */
  #enqueue<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(operation);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /** Logs a problem once, not on every reload. */
  #logProblem(problem: string | undefined): void {
    if (problem === this.#lastProblem) return;
    if (problem === undefined) this.#logger.log('Signing keys were read successfully again.');
    else this.#logger.error(problem);
    this.#lastProblem = problem;
  }
}

const toSentences = ({ option, problem, fix }: ConfigurationIssue) =>
  `${option} ${problem}. ${fix}`;
