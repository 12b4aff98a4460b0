import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddedCluster } from './embedded-cluster.js';
import { launchPostgres } from './launch-postgres.js';
import {
  type PostgresServer,
  chooseSocketDirectory,
  removeSocketDirectory,
} from './postgres-server.js';

/** Delay before the second restart in a row, in milliseconds. The delay doubles for each further restart. */
const RESTART_DELAY_MS = 1000;
const MAX_RESTART_DELAY_MS = 30_000;
/** Uptime after which the next restart is immediate again, in milliseconds. */
const STABLE_MS = 60_000;

/** Runs one PostgreSQL server, and restarts it when it ends unexpectedly. */
export class PostgresSupervisor {
  readonly #stopping = new AbortController();
  #server: PostgresServer | undefined;
  #restarting: Promise<void> | undefined;
  #restartDelayMs = 0;

  private constructor(
    private readonly cluster: EmbeddedCluster,
    private readonly settings: Readonly<Record<string, string>>,
    private readonly log: (message: string) => void,
    /** The same directory for every restart, so that the connection string remains valid. */
    readonly socketDirectory: string,
  ) {}

  /**
   * Starts PostgreSQL and waits until it accepts connections.
   *
   * @throws EmbeddedPostgresError when PostgreSQL does not start
   */
  static async start(
    cluster: EmbeddedCluster,
    settings: Readonly<Record<string, string>>,
    log: (message: string) => void,
  ): Promise<PostgresSupervisor> {
    const socketDirectory = await chooseSocketDirectory(cluster);
    const supervisor = new PostgresSupervisor(cluster, settings, log, socketDirectory);
    try {
      await supervisor.#launch();
    } catch (error) {
      await removeSocketDirectory(socketDirectory, cluster);
      throw error;
    }
    return supervisor;
  }

  /** Stops PostgreSQL and cancels a restart in progress. Can be called repeatedly. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#restarting;
    await this.#server?.stop();
    await removeSocketDirectory(this.socketDirectory, this.cluster);
  }

  async #launch(): Promise<void> {
    const { cluster, settings, log, socketDirectory } = this;
    const options = { cluster, settings, log, socketDirectory };
    const server = await launchPostgres(options, this.#stopping.signal);
    const startedAt = performance.now();
    this.#server = server;
    server.onUnexpectedEnd((reason) => {
      if (performance.now() - startedAt >= STABLE_MS) this.#restartDelayMs = 0;
      log(
        `The embedded PostgreSQL ended unexpectedly (${reason}). Restarting it. ` +
          `Its last log is ${cluster.directory}/server.log.1.`,
      );
      this.#restarting = this.#restart();
    });
  }

  async #restart(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const delay = this.#restartDelayMs;
      this.#restartDelayMs = Math.min(Math.max(2 * delay, RESTART_DELAY_MS), MAX_RESTART_DELAY_MS);
      try {
        await sleep(delay, undefined, { ref: false, signal });
        await this.#launch();
        this.log('Restarted the embedded PostgreSQL.');
        return;
      } catch (error) {
        if (!signal.aborted) this.log(`${(error as Error).message} Retrying.`);
      }
    }
  }
}
