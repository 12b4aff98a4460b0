import { Socket } from 'node:net';
import { Client, type QueryConfig } from 'pg';
import type { RevokedSession } from './revocation-source.js';

/** What the connection is called in pg_stat_activity. */
const APPLICATION_NAME = 'nestjs-social-auth revocations';
const CHANNEL = 'social_auth_revocations';
/** A look that was given up here does not go on there for longer than this, in milliseconds. */
const STATEMENT_TIMEOUT_MS = 5000;
const REVOKED_SINCE = 'SELECT "id", "revokedAt" FROM "Session" WHERE "revokedAt" > $1';
const IDLE_PROBE_MS = 10_000;
/** How long a goodbye may take, in milliseconds. */
const CLOSE_TIMEOUT_MS = 250;

/** Whom a {@link ListenConnection} tells what. */
export interface ListenConnectionListener {
  /** Some instance rang. */
  onNotification(): void;
  /** The connection is over, for whatever reason. */
  onClose(): void;
}

/** One connection beside the pool, from connecting to its end; a lost one is replaced, not mended. */
export class ListenConnection {
  // Ours, because only a destroyed socket ends a connection that the other side has left in silence.
  readonly #socket = new Socket();
  readonly #client: Client;
  readonly #ready: Promise<unknown>;
  /** pg takes one query at a time: settled when the last one asked for is over, however it ended. */
  #last: Promise<unknown>;
  #ringing = false;

  constructor(connectionString: string, listener: ListenConnectionListener) {
    this.#client = new Client({
      connectionString,
      application_name: APPLICATION_NAME,
      keepAlive: true,
      keepAliveInitialDelayMillis: IDLE_PROBE_MS,
      // At startup rather than by SET, which a pooler in transaction mode would spread to the app's queries.
      statement_timeout: STATEMENT_TIMEOUT_MS,
      stream: () => this.#socket,
    });
    // Without a listener an error ends the process; what matters is the end that follows.
    this.#client.on('error', () => this.destroy());
    this.#client.on('end', () => listener.onClose());
    this.#client.on('notification', () => listener.onNotification());
    this.#ready = this.#client.connect().then(() => this.#client.query(`LISTEN ${CHANNEL}`));
    this.#last = this.#ready.catch(() => undefined);
  }

  /** @throws when the connection fails or has failed before */
  async revokedSince(since: Date): Promise<RevokedSession[]> {
    return this.#query<RevokedSession>({ text: REVOKED_SINCE, values: [since] });
  }

  /** Rings at all instances; rings that are asked for while one is waiting to leave are that one. */
  notify(): void {
    if (this.#ringing) return;
    this.#ringing = true;
    void this.#last.then(() => (this.#ringing = false));
    // A lost ring is no loss, see RevocationSource.
    this.#query({ text: `NOTIFY ${CHANNEL}` }).catch(() => undefined);
  }

  /** Says goodbye and waits until the connection is gone; one that does not answer is cut. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.destroy(), CLOSE_TIMEOUT_MS);
    const gone = new Promise((resolve) => this.#socket.once('close', resolve));
    const isGone = this.#socket.destroyed;
    await this.#last.then(() => this.#client.end()).catch(() => this.destroy());
    if (!isGone) await gone;
    clearTimeout(timer);
  }

  /** Cuts the connection; everything asked for fails. */
  destroy(): void {
    this.#socket.destroy();
  }

  async #query<T extends object>(query: QueryConfig): Promise<T[]> {
    const result = this.#last.then(() => this.#ready).then(() => this.#client.query<T>(query));
    this.#last = result.catch(() => undefined);
    return (await result).rows;
  }
}
