import { execFileSync, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The assignment of processes to CPU cores. */
export interface CpuAffinity {
  /** Command prefix that pins a server to its core. Empty if the system does not support pinning. */
  readonly serverCommand: readonly string[];
  readonly description: string;
}

const SERVER_CORE = '0';
const LOAD_CORE = '1';

/**
 * Pins this process, its threads and its future child processes to the core for load.
 *
 * PostgreSQL starts earlier and is not pinned.
 */
export function pinProcess(): CpuAffinity {
  const isSupported = spawnSync('taskset', ['-c', SERVER_CORE, 'true']).status === 0;
  if (!isSupported || availableParallelism() < 2) {
    const description =
      'not pinned, because taskset or a second core is missing; results vary more between runs';
    return { serverCommand: [], description };
  }
  execFileSync('taskset', ['-a', '-c', '-p', LOAD_CORE, String(process.pid)], { stdio: 'ignore' });
  return {
    serverCommand: ['taskset', '-c', SERVER_CORE],
    description: `servers on core ${SERVER_CORE}, load and provider on core ${LOAD_CORE}, PostgreSQL not pinned`,
  };
}
