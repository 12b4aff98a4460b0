import { renewalTime } from './renewal-time.js';

/** The state of the session that the tabs of a browser share: times in milliseconds since 1970, and no tokens. */
export interface SessionRecord {
  /** When the last renewal or sign-out was completed. */
  readonly at: number;
  /** When the access token is to be renewed. */
  readonly renewAt: number;
  /** When the access token expires; 0 after a sign-out. */
  readonly expiresAt: number;
}

/** @param startedAt when the request was sent, so that a delayed response does not extend the lifetime */
export function renewedRecord(startedAt: number, lifetime: number): SessionRecord {
  const expiresAt = startedAt + lifetime;
  return { at: Date.now(), renewAt: renewalTime(expiresAt, lifetime), expiresAt };
}

export const signedOutRecord = (): SessionRecord => ({ at: Date.now(), renewAt: 0, expiresAt: 0 });

export const isSignedOut = ({ expiresAt }: SessionRecord): boolean => expiresAt === 0;

/** Returns whether the access token has expired. */
export const isExpired = ({ expiresAt }: SessionRecord): boolean => expiresAt <= Date.now();

/** Returns whether the access token is to be renewed. */
export const isDue = (record: SessionRecord): boolean =>
  !isSignedOut(record) && record.renewAt <= Date.now();

/**
 * The latest record of this browser, in localStorage for tabs that are opened later, and sent to open tabs with a
 * BroadcastChannel. Where the browser blocks either, tabs share less and renew more often.
 */
export class SharedRecord {
  #latest: SessionRecord | undefined;
  readonly #channel: BroadcastChannel | undefined;

  /**
   * @param name of the channel and the storage item
   * @param isStored whether the record applies to all tabs; otherwise only sign-outs are sent
   * @param onMessage called when another tab has sent a newer record
   */
  constructor(
    private readonly name: string,
    private readonly isStored: boolean,
    onMessage: () => void,
  ) {
    this.#channel = openChannel(name);
    if (this.#channel === undefined) return;
    this.#channel.addEventListener('message', ({ data }) => {
      if (this.#accept(data)) onMessage();
    });
  }

  get latest(): SessionRecord | undefined {
    if (this.isStored) this.#accept(this.#read());
    return this.#latest;
  }

  /** Records a change in this tab. */
  set(record: SessionRecord): void {
    this.#latest = record;
    if (this.isStored) this.publish(record);
  }

  /** Records a change in all tabs. */
  publish(record: SessionRecord): void {
    this.#latest = record;
    this.#channel?.postMessage(record);
    if (!this.isStored) return;
    try {
      localStorage.setItem(this.name, JSON.stringify(record));
    } catch {
      // Storage is blocked or full. The message has reached the open tabs.
    }
  }

  close(): void {
    this.#channel?.close();
  }

  /** Returns whether the record is newer than the latest one. Ignores the future: the clock was set back. */
  #accept(record: unknown): boolean {
    if (!isRecord(record) || record.at > Date.now() + 1000) return false;
    if (record.at <= (this.#latest?.at ?? 0)) return false;
    this.#latest = record;
    return true;
  }

  #read(): unknown {
    try {
      return JSON.parse(localStorage.getItem(this.name) ?? 'null');
    } catch {
      return undefined;
    }
  }
}

function isRecord(value: unknown): value is SessionRecord {
  const { at, renewAt, expiresAt } = (value ?? {}) as Partial<Record<string, unknown>>;
  return [at, renewAt, expiresAt].every((time) => typeof time === 'number');
}

/** On a server, a channel would keep the process running. */
function openChannel(name: string): BroadcastChannel | undefined {
  if (typeof document === 'undefined') return undefined;
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}
