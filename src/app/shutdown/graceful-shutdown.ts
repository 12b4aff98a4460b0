import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { HttpDrain } from './http-drain.js';

/** The durations of a shutdown, in milliseconds. */
export interface ShutdownOptions {
  /** How long the app still accepts requests while `/ready` returns 503, so that load balancers notice the shutdown. */
  delay: number;
  /** Time limit for the requests in flight after the delay. */
  timeout: number;
}

/**
 * Completes the requests in flight when the app closes, before the services that these requests need are stopped.
 *
 * The order follows from Nest, which calls `onModuleDestroy` of the root module and its providers first. The database,
 * the revocation feed and the provider emulator stop in later hooks.
 */
export class GracefulShutdown implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('Shutdown');
  #drain: HttpDrain | undefined;
  #isShuttingDown = false;

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly options: ShutdownOptions,
  ) {}

  /** Whether the app has begun to shut down. */
  get isShuttingDown(): boolean {
    return this.#isShuttingDown;
  }

  onModuleInit(): void {
    this.#drain = new HttpDrain(this.#server);
  }

  async onModuleDestroy(): Promise<void> {
    if (this.#drain === undefined || !this.#server.listening) return;
    this.#isShuttingDown = true;
    this.#drain.start();
    await sleep(this.options.delay);
    const aborted = await this.#drain.close(this.options.timeout);
    if (aborted > 0) {
      this.#logger.warn(
        `Aborted ${aborted} requests that were not completed within ${this.options.timeout} ms (SHUTDOWN_TIMEOUT).`,
      );
    }
  }

  get #server(): Server {
    return this.adapterHost.httpAdapter.getHttpServer() as Server;
  }
}
