import type { EndedSession, RevocationSource } from './revocation-source.js';
import { SideConnection } from './side-connection.js';

/**
 * Looks and rings through one PostgreSQL connection of its own (LISTEN and NOTIFY): typically 50 ms.
 *
 * Needs a connection that stays with one server process: not a pooler in transaction mode.
 */
export class ListenNotifySource implements RevocationSource {
  #connection: SideConnection | undefined;
  #listener: () => void = () => undefined;
  #closed = false;

  /** @param connectionString of the database of the sessions */
  constructor(private readonly connectionString: string) {}

  /** Connects first when there is no connection; any failure ends it, so that the next look has a new one. */
  async look(since: Date, signal: AbortSignal): Promise<readonly EndedSession[]> {
    if (this.#closed) throw new Error('the revocation source is closed');
    const connection = (this.#connection ??= this.#connect());
    const abandon = () => connection.destroy();
    signal.addEventListener('abort', abandon, { once: true });
    try {
      return await connection.endedSince(since);
    } catch (error) {
      this.#drop(connection);
      throw error;
    } finally {
      signal.removeEventListener('abort', abandon);
    }
  }

  ring(): void {
    this.#connection?.ring();
  }

  onRing(listener: () => void): void {
    this.#listener = listener;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#connection?.close();
  }

  #connect(): SideConnection {
    const connection = new SideConnection(this.connectionString, {
      rung: () => this.#listener(),
      lost: () => this.#drop(connection),
    });
    return connection;
  }

  /** A lost connection is a reason to look at once: that makes the next one. */
  #drop(connection: SideConnection): void {
    connection.destroy();
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    this.#listener();
  }
}
