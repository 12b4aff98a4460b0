import { renewalTime } from './renewal-time.js';

/**
 * The state of the session that the tabs of a browser share. Contains times in milliseconds since 1970, and no tokens.
 */
export interface SessionRecord {
  /** When the last renewal or sign-out was completed. */
  readonly at: number;
  /** When a tab renews the access token. */
  readonly renewAt: number;
  /** When the access token expires. 0 after a sign-out. */
  readonly expiresAt: number;
}

/**
 * @param startedAt when the request was sent. The lifetime starts then, so that a delayed response does not extend it.
 */
export function renewedRecord(startedAt: number, lifetime: number): SessionRecord {
  const expiresAt = startedAt + lifetime;
  return { at: Date.now(), renewAt: renewalTime(expiresAt, lifetime), expiresAt };
}

export const signedOutRecord = (): SessionRecord => ({ at: Date.now(), renewAt: 0, expiresAt: 0 });

export const isSignedOut = ({ expiresAt }: SessionRecord): boolean => expiresAt === 0;

/** Returns whether the access token has expired. */
export const isExpired = ({ expiresAt }: SessionRecord): boolean => expiresAt <= Date.now();

/** Returns whether it is time to renew the access token. */
export const isDue = (record: SessionRecord): boolean =>
  !isSignedOut(record) && record.renewAt <= Date.now();

/**
 * The latest record of this browser. A BroadcastChannel sends the record to open tabs, and localStorage keeps it for
 * tabs that are opened later. If the browser blocks one of them, tabs share less and renew more often.
 */
export class SharedRecord {
  #latest: SessionRecord | undefined;
  readonly #channel: BroadcastChannel | undefined;

  /**
   * @param name name of the channel and of the storage item
   * @param isStored whether the record applies to all tabs. If false, only sign-outs are sent to other tabs.
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

  /** Records a change, and sends it to other tabs if they share the record. */
  set(record: SessionRecord): void {
    this.#latest = record;
    if (this.isStored) this.publish(record);
  }

  /** Records a change, and sends it to all tabs. */
  publish(record: SessionRecord): void {
    this.#latest = record;
    this.#channel?.postMessage(record);
    if (!this.isStored) return;
    try {
      localStorage.setItem(this.name, JSON.stringify(record));
    } catch {
      // The storage is blocked or full. The open tabs have received the message.
    }
  }

  close(): void {
    this.#channel?.close();
  }

  /**
   * Stores a record that is newer than the latest one, and returns whether it is newer. Ignores a record from the
   * future, because it was written before the clock was set back.
   */
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

/** Returns undefined on a server, where a channel would keep the process running. */
function openChannel(name: string): BroadcastChannel | undefined {
  if (typeof document === 'undefined') return undefined;
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}
