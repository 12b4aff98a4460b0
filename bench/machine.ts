import { cpus, loadavg, release, totalmem, type } from 'node:os';
import type { BenchContext } from './bench-context.js';

/** Describes the machine and the software of a run. */
export async function describeMachine({
  postgres,
  cpuAffinity,
}: BenchContext): Promise<Record<string, string>> {
  const cores = cpus();
  return {
    processor: `${cores.length} × ${cores[0]?.model.trim() ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release()}`,
    node: process.version,
    postgresql: `${await postgres.version()}, synchronous_commit=off`,
    cores: cpuAffinity.description,
    busy: `load average ${(loadavg()[0] ?? 0).toFixed(1)} before the run`,
    date: new Date().toISOString(),
  };
}
