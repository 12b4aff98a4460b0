import type { AuthEvents } from '../core/auth-events.js';
import { PUBLISH_LEAD_SECONDS, withValidity } from './key-validity.js';
import type { SigningKeyCodec } from './signing-key.js';
import type { KeyChange, SigningKeyStore, StoredKey, StoredKeys } from './signing-key.store.js';

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
  /** The key signs tokens from this time on. */
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

/**
 * Creates and deletes the signing keys that all instances share. If several instances try at the same time, one of them
 * makes the change.
 */
export class KeyRotation {
  constructor(
    private readonly store: SigningKeyStore,
    private readonly codec: SigningKeyCodec,
    private readonly policy: KeyPolicy,
    private readonly events: AuthEvents,
  ) {}

  /**
   * Creates the first key, or a successor if the rotation is due, and deletes expired keys.
   *
   * @returns all keys, newest first
   */
  async rotateIfDue(): Promise<readonly StoredKey[]> {
    const stored = await this.store.all();
    const { add, remove } = this.#planIfDue(stored);
    if (add === undefined && remove.length === 0) return stored.keys;
    // Planned again under the lock, because another instance may have made the change.
    return this.#change((current) => this.#planIfDue(current));
  }

  /** Creates a key that starts to sign in ten minutes, unless another key already waits for its start. */
  async addSuccessor(): Promise<KeyRotationWithKeys> {
    let candidate: StoredKey | undefined;
    const keys = await this.#change((stored) => {
      const isPending = stored.keys.some(({ signsFrom }) => signsFrom > stored.now);
      candidate = isPending ? undefined : this.#generate(stored.now, PUBLISH_LEAD_SECONDS);
      return { add: candidate, remove: this.#expiredKids(stored) };
    });
    return toResult(keys, candidate);
  }

  /** Deletes all keys and creates one that starts to sign at once, unless another instance has just done the same. */
  async replaceAll(): Promise<KeyRotationWithKeys> {
    const distrusted = new Set((await this.store.all()).keys.map(({ kid }) => kid));
    let candidate: StoredKey | undefined;
    const keys = await this.#change((stored) => {
      const isReplaced = stored.keys.some(
        ({ kid, signsFrom }) => !distrusted.has(kid) && signsFrom <= stored.now,
      );
      candidate = isReplaced ? undefined : this.#generate(stored.now, 0);
      return { add: candidate, remove: [...distrusted] };
    });
    return toResult(keys, candidate);
  }

  /** Changes the keys, and emits an event after the transaction if one was created. */
  async #change(plan: (stored: StoredKeys) => KeyChange): Promise<readonly StoredKey[]> {
    let added: StoredKey | undefined;
    const { keys } = await this.store.update((stored) => {
      const change = plan(stored);
      added = change.add;
      return change;
    });
    if (added !== undefined) {
      const { kid, signsFrom } = added;
      this.events.emit('signing_key_created', { kid, signsFrom });
    }
    return keys;
  }

  #planIfDue(stored: StoredKeys): KeyChange {
    const [newest] = stored.keys;
    if (newest === undefined) return { add: this.#generate(stored.now, 0), remove: [] };
    const age = stored.now.getTime() - newest.createdAt.getTime();
    const isDue = age >= this.policy.signingKeyRotation;
    return {
      add: isDue ? this.#generate(stored.now, PUBLISH_LEAD_SECONDS) : undefined,
      remove: this.#expiredKids(stored),
    };
  }

  #expiredKids({ keys, now }: StoredKeys): string[] {
    return withValidity(keys, this.policy.accessTokenTtl)
      .filter(({ verifiesUntil }) => verifiesUntil <= now.getTime())
      .map(({ kid }) => kid);
  }

  #generate(now: Date, leadSeconds: number): StoredKey {
    return this.codec.generate(now, new Date(now.getTime() + leadSeconds * 1000));
  }
}

function toResult(keys: readonly StoredKey[], added: StoredKey | undefined): KeyRotationWithKeys {
  const key = added ?? keys[0];
  if (key === undefined) throw new Error('There is no signing key after a rotation.');
  const { kid, signsFrom } = key;
  return { outcome: added === undefined ? 'already_rotating' : 'rotated', kid, signsFrom, keys };
}
