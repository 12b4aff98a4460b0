import { execFileSync, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Which processor core runs what. */
export interface CpuAffinity {
  /** The words before a command that keep it on its core; none where the system has no such thing. */
  readonly server: readonly string[];
  readonly description: string;
}

const SERVER_CORE = '0';
const LOAD_CORE = '1';

/**
 * Keeps this process, its threads and what it starts from now on to the core of the load, and says how a
 * server gets the other core. PostgreSQL, started before, goes where the system puts it.
 */
export function pinThisProcess(): CpuAffinity {
  const works = spawnSync('taskset', ['-c', SERVER_CORE, 'true']).status === 0;
  if (!works || availableParallelism() < 2) {
    const description =
      'nothing is pinned: this system has no taskset, or one core; figures are less steady';
    return { server: [], description };
  }
  execFileSync('taskset', ['-a', '-c', '-p', LOAD_CORE, String(process.pid)], { stdio: 'ignore' });
  return {
    server: ['taskset', '-c', SERVER_CORE],
    description: `servers on core ${SERVER_CORE}, load and provider on core ${LOAD_CORE}, PostgreSQL where the system puts it`,
  };
}
