import type { RevokedSession, RevocationSource } from './revocation-source.js';
import { ListenConnection } from './listen-connection.js';

/**
 * Looks and rings through one PostgreSQL connection of its own (LISTEN and NOTIFY): typically 50 ms.
 *
 * Needs a connection that stays with one server process: not a pooler in transaction mode.
 */
export class ListenNotifySource implements RevocationSource {
  #connection: ListenConnection | undefined;
  #listener: () => void = () => undefined;
  #closed = false;

  /** @param connectionString of the database of the sessions */
  constructor(private readonly connectionString: string) {}

  /** Connects first when there is no connection; any failure ends it, so that the next look has a new one. */
  async revokedSince(since: Date, signal: AbortSignal): Promise<readonly RevokedSession[]> {
    if (this.#closed) throw new Error('the revocation source is closed');
    const connection = (this.#connection ??= this.#connect());
    const abandon = () => connection.destroy();
    signal.addEventListener('abort', abandon, { once: true });
    try {
      return await connection.revokedSince(since);
    } catch (error) {
      this.#drop(connection);
      throw error;
    } finally {
      signal.removeEventListener('abort', abandon);
    }
  }

  notify(): void {
    this.#connection?.notify();
  }

  onNotify(listener: () => void): void {
    this.#listener = listener;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#connection?.close();
  }

  #connect(): ListenConnection {
    const connection = new ListenConnection(this.connectionString, {
      onNotification: () => this.#listener(),
      onClose: () => this.#drop(connection),
    });
    return connection;
  }

  /** A lost connection is a reason to look at once: that makes the next one. */
  #drop(connection: ListenConnection): void {
    connection.destroy();
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    this.#listener();
  }
}
