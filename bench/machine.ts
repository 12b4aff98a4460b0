import { cpus, loadavg, release, totalmem, type } from 'node:os';
import type { BenchContext } from './bench-context.js';

/** What a run was measured on. */
export async function describeMachine({
  postgres,
  pinning,
}: BenchContext): Promise<Record<string, string>> {
  const all = cpus();
  return {
    processor: `${all.length} × ${all[0]?.model.trim() ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release()}`,
    node: process.version,
    postgresql: `${await postgres.version()}, synchronous_commit=off`,
    cores: pinning.description,
    busy: `${(loadavg()[0] ?? 0).toFixed(1)} programs at work before the run; the fewer, the better`,
    date: new Date().toISOString(),
  };
}
