import type { AuthClientError } from './auth-client-error.js';
import { StateStore } from './auth-state.js';
import {
  isDue,
  isSignedOut,
  renewedRecord,
  SharedRecord,
  signedOutRecord,
  type SessionRecord,
} from './session-record.js';
import { withTabLock } from './tab-lock.js';
import { withRetries } from './with-retries.js';

/** Longest delay between failed renewals, in milliseconds. The server can demand a longer delay. */
const MAX_BACKOFF_MS = 60_000;

/** Returns whether the session needs a renewal, given the latest record. */
export type IsStale = (record: SessionRecord | undefined) => boolean;

/** What a session needs to know about the credentials of this browser. */
export interface SessionOptions {
  /** Identifies the app in this browser. */
  readonly name: string;
  /** Whether all tabs share one access token, as with cookies. */
  readonly isShared: boolean;
  /** Whether tabs share one refresh token. Only one tab may then use it at a time. */
  readonly isLocked: boolean;
  /**
   * Requests new tokens.
   *
   * @returns the lifetime of the access token in milliseconds
   * @throws AuthClientError with status 401 when the session has ended
   */
  refresh(signal: AbortSignal): Promise<number>;
  /** Called when another tab has signed out. */
  onRemoteSignOut(): Promise<void>;
}

/** The session of this browser. Keeps its state, and renews it in only one tab at a time. */
export class Session {
  readonly state = new StateStore();
  readonly #record: SharedRecord;
  #renewal: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  /** No renewal starts before this time, in milliseconds since 1970. */
  #retryAt = 0;
  /** The condition of the renewal that has failed. A later attempt uses it again. */
  #failedRenewal: IsStale | undefined;
  /** The record from which the current state was set. */
  #synced: SessionRecord | undefined;
  /** For each renewal that waits for the lock, a check that cancels it if another tab has renewed the session. */
  readonly #waiting = new Set<() => void>();

  constructor(private readonly options: SessionOptions) {
    this.#record = new SharedRecord(options.name, options.isShared, () => {
      this.sync();
      const { status } = this.state.get();
      if (status === 'signed-out') void this.options.onRemoteSignOut();
    });
  }

  get record(): SessionRecord | undefined {
    return this.#record.latest;
  }

  /** Starts a session with new tokens. */
  begin(startedAt: number, lifetime: number): void {
    this.#record.set(renewedRecord(startedAt, lifetime));
    this.sync();
  }

  /** Ends the session in this tab, and in tabs that share the session. */
  end(): void {
    this.#record.set(signedOutRecord());
    this.sync();
  }

  /** Ends the sessions of all tabs. */
  endAll(): void {
    this.#record.publish(signedOutRecord());
    this.sync();
  }

  /** Sets the state from the latest record, and schedules the next renewal. */
  sync(): void {
    const { record } = this;
    if (record === undefined) return;
    const isEnded = isSignedOut(record);
    if (record !== this.#synced) {
      this.#synced = record;
      this.#failedRenewal = undefined;
      this.#failures = 0;
      this.#retryAt = 0;
      const expiresAt = isEnded ? undefined : record.expiresAt;
      const status = isEnded ? 'signed-out' : 'signed-in';
      this.state.set({ status, expiresAt, error: undefined });
    }
    for (const check of this.#waiting) check();
    clearTimeout(this.#timer);
    if (!isEnded) this.#schedule(Math.max(record.renewAt, this.#retryAt));
  }

  /** Updates the state and renews the access token if necessary. Called after the tab was hidden, frozen or offline. */
  async resume(): Promise<void> {
    if (this.state.get().error?.retryAfter === undefined) this.#retryAt = 0;
    if (this.state.get().status !== 'loading') this.sync();
    await this.#renewIfDue();
  }

  /** Repeats a failed renewal, or renews the access token if it expires soon. */
  #renewIfDue(): Promise<void> {
    const isStale = this.#failedRenewal;
    return this.renew(isStale ?? ((record) => record !== undefined && isDue(record)));
  }

  /**
   * Renews the access token, unless another tab has already renewed it. Concurrent callers share one renewal.
   *
   * Never rejects. The state contains the error of a failed renewal.
   */
  async renew(isStale: IsStale): Promise<void> {
    while (this.#renewal !== undefined) await this.#renewal;
    if (!isStale(this.record) || Date.now() < this.#retryAt) return;
    this.#renewal = this.#run(isStale).finally(() => (this.#renewal = undefined));
    await this.#renewal;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#record.close();
  }

  async #run(isStale: IsStale): Promise<void> {
    this.#failedRenewal = undefined;
    try {
      await withRetries(() => this.#attempt(isStale));
      this.sync();
    } catch (cause) {
      const error = cause as AuthClientError;
      if (error.status === 401) return this.end();
      this.#failedRenewal = isStale;
      this.#fail(error);
    }
  }

  /**
   * Renews the access token once, under the lock of all tabs if they share a refresh token. Stops waiting for the lock
   * when another tab has renewed the session.
   */
  async #attempt(isStale: IsStale): Promise<void> {
    const settled = new AbortController();
    const check = () => {
      if (!isStale(this.record)) settled.abort();
    };
    this.#waiting.add(check);
    try {
      const { name, isLocked } = this.options;
      const refresh = (lost: AbortSignal) => this.#refresh(isStale, lost);
      if (isLocked) await withTabLock(name, refresh, settled.signal);
      else await refresh(settled.signal);
    } finally {
      this.#waiting.delete(check);
    }
  }

  async #refresh(isStale: IsStale, lost: AbortSignal): Promise<void> {
    const { record } = this;
    if (!isStale(record)) return;
    const startedAt = Date.now();
    const lifetime = await this.options.refresh(lost);
    // If the record has changed meanwhile, the user has signed out, or another tab has renewed the session while this
    // tab was frozen. This result is then outdated.
    if (this.record === record) this.begin(startedAt, lifetime);
  }

  #fail(error: AuthClientError): void {
    const backoff =
      Math.min(MAX_BACKOFF_MS, 1000 * 2 ** this.#failures) * (0.5 + Math.random() / 2);
    this.#failures += 1;
    this.#retryAt = Date.now() + Math.max(error.retryAfter ?? 0, backoff);
    this.state.set({ error });
    this.#schedule(this.#retryAt);
  }

  /** Schedules a renewal. Hidden tabs do not renew, so that a forgotten tab does not keep a session active. */
  #schedule(time: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        if (document.visibilityState === 'visible') void this.#renewIfDue();
      },
      Math.max(0, time - Date.now()),
    );
  }
}
