import type { Schema } from '../database/schema.js';
import { ListenConnection } from './listen-connection.js';
import type { RevocationPoll, RevocationSource } from './revocation-source.js';

/**
 * Polls and notifies over a separate PostgreSQL connection (LISTEN and NOTIFY). Typical delay: 50 ms.
 *
 * Needs a connection that stays with one server process, which a pooler in transaction mode does not provide.
 */
export class ListenNotifySource implements RevocationSource {
  #connection: ListenConnection | undefined;
  #listener: () => void = () => undefined;
  #closed = false;

  /** @param connectionString of the database that holds the sessions */
  constructor(
    private readonly connectionString: string,
    private readonly schema: Schema,
  ) {}

  /**
   * Connects first when there is no connection. Any failure closes the connection, so that the next poll opens a new one.
   */
  async poll(windowMs: number, signal: AbortSignal): Promise<RevocationPoll> {
    if (this.#closed) throw new Error('the revocation source is closed');
    const connection = (this.#connection ??= this.#connect());
    const destroy = () => connection.destroy();
    signal.addEventListener('abort', destroy, { once: true });
    try {
      return await connection.poll(windowMs);
    } catch (error) {
      this.#discard(connection);
      throw error;
    } finally {
      signal.removeEventListener('abort', destroy);
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
    const connection = new ListenConnection(this.connectionString, this.schema, {
      onNotification: () => this.#listener(),
      onClose: () => this.#discard(connection),
    });
    return connection;
  }

  /** Requests a poll at once, which opens the next connection. */
  #discard(connection: ListenConnection): void {
    connection.destroy();
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    this.#listener();
  }
}
