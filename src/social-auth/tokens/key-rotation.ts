import type { AuthEvents } from '../core/auth-events.js';
import type { Clock } from '../../time/clock.js';
import { CLOCK_TOLERANCE_SECONDS, PUBLISH_LEAD_SECONDS, withValidity } from './key-validity.js';
import type { SigningKeyCodec } from './signing-key.js';
import type { KeyChange, NewKey, SigningKeyStore, StoredKey } from './signing-key.store.js';

/** What became of the wish for a new key. */
export interface KeyRotationResult {
  /** `already_rotating`: a key that somebody else made at the same time is what was wished for. */
  outcome: 'rotated' | 'already_rotating';
  kid: string;
  signsFrom: Date;
}

/** A rotation, and all keys after it, newest first. */
export type KeyRotationWithKeys = KeyRotationResult & { keys: readonly StoredKey[] };

/** What decides over the keys' lives. */
export interface KeyPolicy {
  /** Milliseconds. */
  accessTokenTtl: number;
  /** Age at which a key is replaced, in milliseconds. */
  signingKeyRotation: number;
}

/** Makes and deletes the keys that all instances share, so that of several who try one does. */
export class KeyRotation {
  constructor(
    private readonly store: SigningKeyStore,
    private readonly clock: Clock,
    private readonly sealer: SigningKeyCodec,
    private readonly policy: KeyPolicy,
    private readonly events: AuthEvents,
  ) {}

  /**
   * Makes the first key and the successor of one that has served its time, and deletes the retired.
   *
   * @returns all keys, newest first
   */
  async rotateIfDue(): Promise<StoredKey[]> {
    const keys = await this.store.all();
    const { add, remove } = this.#whatIsDue(keys);
    if (add === undefined && remove.length === 0) return keys;
    return this.#change((current) => this.#whatIsDue(current));
  }

  /** Makes a key that signs ten minutes from now, unless one is waiting for its turn already. */
  async addSuccessor(): Promise<KeyRotationWithKeys> {
    const candidate = this.#make(PUBLISH_LEAD_SECONDS);
    const keys = await this.#change((current) => {
      const waiting = current.some(({ signsFrom }) => signsFrom > this.clock.now());
      return { add: waiting ? undefined : candidate, remove: this.#retired(current) };
    });
    return outcome(keys, candidate);
  }

  /** Deletes the keys there are and makes one that signs at once, unless somebody just did the same. */
  async replaceAll(): Promise<KeyRotationWithKeys> {
    const distrusted = new Set((await this.store.all()).map(({ kid }) => kid));
    const candidate = this.#make(0);
    const soon = this.clock.milliseconds() + CLOCK_TOLERANCE_SECONDS * 1000;
    const keys = await this.#change((current) => {
      const younger = current.filter(({ kid }) => !distrusted.has(kid));
      const done = younger.some(({ signsFrom }) => signsFrom.getTime() <= soon);
      return { add: done ? undefined : candidate, remove: [...distrusted] };
    });
    return outcome(keys, candidate);
  }

  /** Tells of a key that was made once it is there for all. */
  async #change(plan: (keys: readonly StoredKey[]) => KeyChange): Promise<StoredKey[]> {
    let made: NewKey | undefined;
    const keys = await this.store.update((current) => {
      const change = plan(current);
      made = change.add;
      return change;
    });
    if (made !== undefined) {
      const { kid, signsFrom } = made;
      this.events.emit('signing_key_created', { kid, signsFrom });
    }
    return keys;
  }

  #whatIsDue(keys: readonly StoredKey[]): KeyChange {
    const [newest] = keys;
    if (newest === undefined) return { add: this.#make(0), remove: [] };
    const age = this.clock.milliseconds() - newest.createdAt.getTime();
    const due = age >= this.policy.signingKeyRotation;
    return { add: due ? this.#make(PUBLISH_LEAD_SECONDS) : undefined, remove: this.#retired(keys) };
  }

  #retired(keys: readonly StoredKey[]): string[] {
    const now = this.clock.milliseconds();
    return withValidity(keys, this.policy.accessTokenTtl)
      .filter(({ verifiesUntil }) => verifiesUntil <= now)
      .map(({ kid }) => kid);
  }

  #make(leadSeconds: number): NewKey {
    const now = this.clock.now();
    return this.sealer.generate(now, new Date(now.getTime() + leadSeconds * 1000));
  }
}

function outcome(keys: readonly StoredKey[], candidate: NewKey): KeyRotationWithKeys {
  const made = keys.some(({ kid }) => kid === candidate.kid);
  const { kid, signsFrom } = made ? candidate : (keys[0] ?? candidate);
  return { outcome: made ? 'rotated' : 'already_rotating', kid, signsFrom, keys };
}
