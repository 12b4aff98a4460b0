import { Logger } from '@nestjs/common';
import type { ShutdownOptions } from './graceful-shutdown.js';

/** Time limit for closing the database and writing audit events after the last response, in milliseconds. */
const CLEANUP_TIMEOUT_MS = 5000;

/** Exits with 1 if the process has not ended in time after SIGINT or SIGTERM. */
export function enforceExitDeadline({ delay, timeout }: ShutdownOptions): void {
  const exit = () => {
    new Logger('Shutdown').error(
      'The app did not shut down in time. Exiting without waiting for the database.',
    );
    process.exit(1);
  };
  const startTimer = () => setTimeout(exit, delay + timeout + CLEANUP_TIMEOUT_MS).unref();
  process.once('SIGINT', startTimer);
  process.once('SIGTERM', startTimer);
}
