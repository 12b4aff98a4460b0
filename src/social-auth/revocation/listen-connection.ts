import { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import type { QueryConfig } from 'pg';
import { PrimaryClient } from '../../net/primary-client.js';
import type { Schema } from '../database/schema.js';
import { CHANNEL } from '../database/triggers.js';
import type { RevocationPoll } from './revocation-source.js';
import {
  revocationFeedStatements,
  toRevocationPoll,
  type PollRow,
} from './revocation-feed-statements.js';

/** Name of the connection in pg_stat_activity. */
const APPLICATION_NAME = 'nestjs-social-auth revocations';

/** Time limit of a statement on the server, in milliseconds. It cancels polls whose result is no longer needed. */
const STATEMENT_TIMEOUT_MS = 5000;
const KEEP_ALIVE_DELAY_MS = 10_000;
const CLOSE_TIMEOUT_MS = 250;

/** feature_not_supported and syntax_error: a database without LISTEN. */
const NO_LISTEN = ['0A000', '42601'];

/** Callbacks of a {@link ListenConnection}. */
export interface ListenConnectionListener {
  /** An instance has sent a notification. */
  onNotification(): void;
  /** The connection has closed, for any reason. */
  onClose(): void;
}

/** A dedicated connection. It is never reused after an error, because the source opens a new one. */
export class ListenConnection {
  // Passed to pg, because only destroying the socket closes a connection whose other end no longer responds.
  readonly #socket = new Socket();
  readonly #client: PrimaryClient;
  readonly #ready: Promise<unknown>;
  readonly #pollStatement: string;
  /** pg runs one query at a time. Resolves when the last one has settled. */
  #lastQuery: Promise<unknown>;
  #isNotifying = false;

  constructor(connectionString: string, schema: Schema, listener: ListenConnectionListener) {
    this.#pollStatement = revocationFeedStatements(schema).poll.text;
    this.#client = new PrimaryClient({
      connectionString,
      application_name: APPLICATION_NAME,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
      // A start-up parameter, because a pooler in transaction mode would apply SET to other clients' queries.
      statement_timeout: STATEMENT_TIMEOUT_MS,
      stream: () => this.#socket,
    });
    // Without a listener an error would end the process. The 'end' event follows.
    this.#client.on('error', () => this.destroy());
    this.#client.on('end', () => listener.onClose());
    this.#client.on('notification', () => listener.onNotification());
    this.#ready = this.#client.connect().then(() => this.#listen());
    this.#lastQuery = this.#ready.catch(() => undefined);
  }

  /**
   * Reads the revocations and changes of roles of the last `windowMs` milliseconds.
   *
   * @throws when the connection fails or has failed
   */
  async poll(windowMs: number): Promise<RevocationPoll> {
    const values = [windowMs];
    return toRevocationPoll(await this.#query<PollRow>({ text: this.#pollStatement, values }));
  }

  /** Notifies all instances. Calls while a notification waits to be sent are merged into it. */
  notify(): void {
    if (this.#isNotifying) return;
    this.#isNotifying = true;
    void this.#lastQuery.then(() => (this.#isNotifying = false));
    // A lost notification only delays the next poll.
    this.#query({ text: `NOTIFY ${CHANNEL}` }).catch(() => undefined);
  }

  /** Closes the connection, and destroys it when the server does not respond in time. */
  async close(): Promise<void> {
    if (this.#socket.destroyed) return;
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    const timer = setTimeout(() => this.destroy(), CLOSE_TIMEOUT_MS);
    this.#lastQuery.then(() => this.#client.end()).catch(() => this.destroy());
    await closed;
    clearTimeout(timer);
  }

  /** Destroys the connection. Pending queries fail. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Starts LISTEN. If the database does not support LISTEN, the connection only polls. */
  async #listen(): Promise<void> {
    try {
      await this.#client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      if (!NO_LISTEN.includes(String((error as { code?: unknown }).code))) throw error;
      new Logger('Revocations').warn(
        'The database does not support LISTEN. Instances read revoked sessions every 300 ms.',
      );
    }
  }

  async #query<T extends object>(query: QueryConfig): Promise<T[]> {
    const result = this.#lastQuery.then(() => this.#ready).then(() => this.#client.query<T>(query));
    this.#lastQuery = result.catch(() => undefined);
    return (await result).rows;
  }
}
