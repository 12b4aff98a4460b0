import type { Clock } from '../../time/clock.js';
import type { AuthEvents } from '../core/auth-events.js';
import { CLOCK_TOLERANCE_SECONDS, PUBLISH_LEAD_SECONDS, withValidity } from './key-validity.js';
import type { SigningKeyCodec } from './signing-key.js';
import type { KeyChange, NewKey, SigningKeyStore, StoredKey } from './signing-key.store.js';

/**
 * The result of `KeyRing.rotate()`.
 *
 * @publicApi
 */
export interface KeyRotationResult {
  /** `already_rotating` when the key had just been created, by another call or instance. */
  outcome: 'rotated' | 'already_rotating';
  /** Id of the key that signs next. */
  kid: string;
  /** The key signs from this time on. */
  signsFrom: Date;
}

/** A rotation and all keys after it, newest first. */
export type KeyRotationWithKeys = KeyRotationResult & { keys: readonly StoredKey[] };

/** The options that determine how long keys are used. */
export interface KeyPolicy {
  /** Lifetime of an access token, in milliseconds. */
  accessTokenTtl: number;
  /** Age at which a key is replaced, in milliseconds. */
  signingKeyRotation: number;
}

/** Creates and deletes the signing keys that all instances share. When several instances try, one of them does. */
export class KeyRotation {
  constructor(
    private readonly store: SigningKeyStore,
    private readonly clock: Clock,
    private readonly codec: SigningKeyCodec,
    private readonly policy: KeyPolicy,
    private readonly events: AuthEvents,
  ) {}

  /**
   * Creates the first key, or a successor if the rotation is due, and deletes expired keys.
   *
   * @returns all keys, newest first
   */
  async rotateIfDue(): Promise<StoredKey[]> {
    const keys = await this.store.all();
    const { add, remove } = this.#planDueChange(keys);
    if (add === undefined && remove.length === 0) return keys;
    // Planned again under the lock, because another instance may have made the change.
    return this.#update((current) => this.#planDueChange(current));
  }

  /** Creates a key that signs in ten minutes, unless another one is waiting to sign. */
  async addSuccessor(): Promise<KeyRotationWithKeys> {
    const candidate = this.#generate(PUBLISH_LEAD_SECONDS);
    const keys = await this.#update((current) => {
      const isWaiting = current.some(({ signsFrom }) => signsFrom > this.clock.now());
      return { add: isWaiting ? undefined : candidate, remove: this.#expiredKids(current) };
    });
    return toResult(keys, candidate);
  }

  /** Deletes all keys and creates one that signs at once, unless another instance has just done the same. */
  async replaceAll(): Promise<KeyRotationWithKeys> {
    const distrusted = new Set((await this.store.all()).map(({ kid }) => kid));
    const candidate = this.#generate(0);
    const latestStart = this.clock.milliseconds() + CLOCK_TOLERANCE_SECONDS * 1000;
    const keys = await this.#update((current) => {
      const added = current.filter(({ kid }) => !distrusted.has(kid));
      const isReplaced = added.some(({ signsFrom }) => signsFrom.getTime() <= latestStart);
      return { add: isReplaced ? undefined : candidate, remove: [...distrusted] };
    });
    return toResult(keys, candidate);
  }

  /** Updates the keys, and emits an event after the transaction if one was created. */
  async #update(plan: (keys: readonly StoredKey[]) => KeyChange): Promise<StoredKey[]> {
    let created: NewKey | undefined;
    const keys = await this.store.update((current) => {
      const change = plan(current);
      created = change.add;
      return change;
    });
    if (created !== undefined) {
      const { kid, signsFrom } = created;
      this.events.emit('signing_key_created', { kid, signsFrom });
    }
    return keys;
  }

  #planDueChange(keys: readonly StoredKey[]): KeyChange {
    const [newest] = keys;
    if (newest === undefined) return { add: this.#generate(0), remove: [] };
    const age = this.clock.milliseconds() - newest.createdAt.getTime();
    const isDue = age >= this.policy.signingKeyRotation;
    return {
      add: isDue ? this.#generate(PUBLISH_LEAD_SECONDS) : undefined,
      remove: this.#expiredKids(keys),
    };
  }

  #expiredKids(keys: readonly StoredKey[]): string[] {
    const now = this.clock.milliseconds();
    return withValidity(keys, this.policy.accessTokenTtl)
      .filter(({ verifiesUntil }) => verifiesUntil <= now)
      .map(({ kid }) => kid);
  }

  #generate(leadSeconds: number): NewKey {
    const now = this.clock.now();
    return this.codec.generate(now, new Date(now.getTime() + leadSeconds * 1000));
  }
}

function toResult(keys: readonly StoredKey[], candidate: NewKey): KeyRotationWithKeys {
  const isCreated = keys.some(({ kid }) => kid === candidate.kid);
  const { kid, signsFrom } = isCreated ? candidate : (keys[0] ?? candidate);
  return { outcome: isCreated ? 'rotated' : 'already_rotating', kid, signsFrom, keys };
}
