import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchPostgres } from '../database/bench-postgres.js';
import type { Instance } from './instance.js';

/** Time between two faults, in milliseconds. */
const MIN_PAUSE_MS = 10_000;
const MAX_PAUSE_MS = 40_000;

/** Kills instances and the database at random times. Counts the faults by their name. */
export class Faults {
  readonly counts: Record<string, number> = {};

  constructor(
    private readonly postgres: BenchPostgres,
    private readonly instances: readonly Instance[],
  ) {}

  /**
   * Runs until the signal is aborted.
   *
   * @param spareInstances returns whether no instances are killed any more, because their memory is being compared
   */
  async run(signal: AbortSignal, spareInstances: () => boolean): Promise<void> {
    while (!signal.aborted) {
      await sleep(randomInt(MIN_PAUSE_MS, MAX_PAUSE_MS), undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      const faults: [string, () => Promise<void>][] = [
        ['database killed', () => this.postgres.kill()],
        ['connections ended', () => this.postgres.endConnections()],
      ];
      const instance = this.instances[randomInt(this.instances.length)];
      if (!spareInstances() && instance !== undefined) {
        faults.push(
          ['instance killed', () => instance.kill()],
          ['instance redeployed', () => instance.redeploy()],
        );
      }
      const [name, run] = faults[randomInt(faults.length)] ?? ['', async () => {}];
      this.counts[name] = (this.counts[name] ?? 0) + 1;
      // The database may be restarting after an earlier fault.
      await run().catch((error: unknown) => process.stdout.write(`${name}: ${String(error)}\n`));
    }
  }
}
