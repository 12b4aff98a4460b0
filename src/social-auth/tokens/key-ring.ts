import {
  Inject,
  Injectable,
  Logger,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { withTimeout } from '../../time/with-timeout.js';
import { AuthEvents } from '../core/auth-events.js';
import { Clock } from '../../time/clock.js';
import { ConfigurationError, type ConfigurationIssue } from '../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { KeyRotation, type KeyRotationResult } from './key-rotation.js';
import { withValidity } from './key-validity.js';
import { SigningKeyCodec, type DecryptedKey, type PublicJwk } from './signing-key.js';
import { SigningKeyStore, type StoredKey } from './signing-key.store.js';

/** Every instance reads the keys anew so often, in milliseconds. */
const RELOAD_INTERVAL_MS = 60_000;

/** Whatever unknown key ids arrive, they make an instance read the keys at most so often, in milliseconds. */
const UNKNOWN_KEY_RELOAD_INTERVAL_MS = 5_000;

/** A request waits for a database that hangs no longer than this, in milliseconds. */
const DATABASE_TIMEOUT_MS = 2_000;

/** A key that is ready for use. */
export interface ActiveKey extends DecryptedKey {
  /** Milliseconds since 1970. */
  readonly signsFrom: number;
  /** Milliseconds since 1970; infinite until it has a successor. */
  readonly verifiesUntil: number;
}

/**
 * The signing keys of this app in memory, so that no request waits for the database; they are renewed
 * by themselves, by one instance for all.
 *
 * A new key is published at once and signs ten minutes later; the old one verifies until its last token
 * is dead. The clocks of the instances must agree to within a minute.
 */
@Injectable()
export class KeyRing implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('SigningKeys');
  readonly #sealer: SigningKeyCodec;
  readonly #rotation: KeyRotation;
  readonly #accessTokenTtl: number;
  #keys: ReadonlyMap<string, ActiveKey> = new Map();
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #reloading: Promise<boolean> | undefined;
  #looking: Promise<unknown> | undefined;
  #lookedAt = -Infinity;
  #trouble = '';

  constructor(
    store: SigningKeyStore,
    private readonly clock: Clock,
    events: AuthEvents,
    @Inject(RESOLVED_OPTIONS) { secrets, accessTokenTtl, signingKeyRotation }: ResolvedOptions,
  ) {
    const policy = { accessTokenTtl, signingKeyRotation };
    this.#accessTokenTtl = accessTokenTtl;
    this.#sealer = new SigningKeyCodec(secrets);
    this.#rotation = new KeyRotation(store, clock, this.#sealer, policy, events);
  }

  /**
   * Loads the keys; the first instance on an empty database makes the first.
   *
   * @throws ConfigurationError when a key was sealed under a secret that is not ours
   */
  async onModuleInit(): Promise<void> {
    const strangers = await this.#inTurn(() => this.#load());
    if (strangers.length > 0)
      throw new ConfigurationError(strangers.map(encryptedWithUnknownSecret));
    this.#timer = setInterval(() => void this.reload(), RELOAD_INTERVAL_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    await withTimeout(DATABASE_TIMEOUT_MS, this.#turn);
  }

  /** @returns the key that signs now: the newest whose time has come. */
  signingKey(): ActiveKey {
    const now = this.clock.milliseconds();
    const keys = [...this.#keys.values()];
    const key = keys.find(({ signsFrom }) => signsFrom <= now) ?? keys.at(-1);
    if (key === undefined) throw new Error('there is no signing key that this instance can open');
    return key;
  }

  /** @returns the key of that id, if tokens of it are to be taken now. */
  find(kid: string): ActiveKey | undefined {
    const key = this.#keys.get(kid);
    return key !== undefined && this.clock.milliseconds() < key.verifiesUntil ? key : undefined;
  }

  /** @returns whether this instance has never heard of that key: it may be new, or made up. */
  isUnknown(kid: string): boolean {
    return !this.#keys.has(kid);
  }

  /** @returns the public keys, as `/.well-known/jwks.json` shows them: those that verify or will sign. */
  publicJwks(): PublicJwk[] {
    return [...this.#keys.keys()].flatMap((kid) => this.find(kid)?.publicJwk ?? []);
  }

  /**
   * Looks for a key that this instance does not know yet; the database is asked at most every five
   * seconds, once for all who wait, and nobody waits longer than two seconds.
   *
   * @returns whether tokens of that key are to be taken now
   */
  async loadKey(kid: string): Promise<boolean> {
    if (this.isUnknown(kid)) await this.#look();
    return this.find(kid) !== undefined;
  }

  /**
   * Reads the keys anew, makes a successor when the newest has served its time, and deletes the retired;
   * the timer does it every minute. The keys in memory stay when it fails.
   *
   * @returns whether it worked; a failure is logged, once
   */
  reload(): Promise<boolean> {
    this.#reloading ??= this.#inTurn(() => this.#load())
      .then(
        (strangers) => strangers.map((kid) => inWords(encryptedWithUnknownSecret(kid))).join(' '),
        describeFailure,
      )
      .then((trouble) => this.#report(trouble))
      .finally(() => (this.#reloading = undefined));
    return this.#reloading;
  }

  /**
   * Makes a new key for all instances: it is published at once and signs ten minutes later. While a key
   * waits for its turn no other is made, however many ask.
   *
   * `immediate` is for a key that somebody else may have: all keys there are stop verifying, the new one
   * signs at once, and people get new access tokens by their refresh tokens. Other instances follow
   * within a minute, or when they first see a token of the new key; until then they sign with the old key
   * and take tokens of it. Other services follow when they fetch the JWKS again.
   *
   * @throws what the database throws; then nothing has changed
   */
  rotate({ immediate = false }: { immediate?: boolean } = {}): Promise<KeyRotationResult> {
    return this.#inTurn(async () => {
      const rotated = immediate
        ? await this.#rotation.replaceAll()
        : await this.#rotation.addSuccessor();
      const { keys, outcome, kid, signsFrom } = rotated;
      this.#adopt(keys);
      return { outcome, kid, signsFrom };
    });
  }

  /** @returns the ids of the keys that cannot be opened. */
  async #load(): Promise<string[]> {
    return this.#adopt(await this.#rotation.rotateIfDue());
  }

  #adopt(rows: readonly StoredKey[]): string[] {
    const strangers: string[] = [];
    const keys = new Map<string, ActiveKey>();
    for (const row of withValidity(rows, this.#accessTokenTtl)) {
      const { kid, signsFrom, verifiesUntil } = row;
      const open = this.#keys.get(kid) ?? this.#sealer.decrypt(row);
      if (open === undefined) strangers.push(kid);
      else keys.set(kid, { ...open, signsFrom: signsFrom.getTime(), verifiesUntil });
    }
    this.#keys = keys;
    return strangers;
  }

  async #look(): Promise<void> {
    const now = this.clock.milliseconds();
    const passed = now - this.#lookedAt;
    // A clock that was set back must not keep it from ever looking again.
    if (this.#looking === undefined && (passed >= UNKNOWN_KEY_RELOAD_INTERVAL_MS || passed < 0)) {
      this.#lookedAt = now;
      this.#looking = withTimeout(DATABASE_TIMEOUT_MS, this.reload()).finally(() => {
        this.#looking = undefined;
      });
    }
    await this.#looking;
  }

  /** One after the other, or what was read before a rotation might be taken for what came after. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #report(trouble: string): boolean {
    if (trouble !== '' && trouble !== this.#trouble) this.#logger.error(trouble);
    if (trouble === '' && this.#trouble !== '')
      this.#logger.log('the signing keys are in order again');
    this.#trouble = trouble;
    return trouble === '';
  }
}

function encryptedWithUnknownSecret(kid: string): ConfigurationIssue {
  return {
    option: 'secrets',
    problem: `cannot decrypt signing key ${kid}, which was encrypted with another secret`,
    fix:
      'Add the previous secret to the end of the list (APP_SECRET), ' +
      'or delete the row from the table "SigningKey", which invalidates its access tokens.',
  };
}

const inWords = ({ option, problem, fix }: ConfigurationIssue) => `${option} ${problem}. ${fix}`;

/** Of errors that are not ours only the name: their messages may quote an address. */
function describeFailure(error: unknown): string {
  const name = error instanceof Error ? error.name : 'not an Error';
  return `the signing keys could not be read (${name}); those in memory go on`;
}
