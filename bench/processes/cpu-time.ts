import { readFileSync } from 'node:fs';

/** /proc reports 100 ticks per second (USER_HZ). */
const TICKS_PER_SECOND = 100;

interface CpuTime {
  /** CPU time of the process, in seconds. */
  own: number;
  /** CPU time of its children that have ended, in seconds. */
  endedChildren: number;
}

/** Returns the CPU time that a process has used so far, or undefined on systems without /proc. */
export function cpuSeconds(pid: number): number | undefined {
  return readCpuTime(pid)?.own;
}

/** Returns the CPU time of a process and of its present and former children, or undefined on systems without /proc. */
export function cpuSecondsWithChildren(pid: number): number | undefined {
  const parent = readCpuTime(pid);
  if (parent === undefined) return undefined;
  const children = readProc(`${pid}/task/${pid}/children`).split(' ').map(Number);
  const running = children.map((child) => cpuSeconds(child) ?? 0);
  return running.reduce((sum, seconds) => sum + seconds, parent.own + parent.endedChildren);
}

function readCpuTime(pid: number): CpuTime | undefined {
  const stat = readProc(`${pid}/stat`);
  // The program name is in parentheses and may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system, childUser, childSystem] = fields.slice(11, 15).map(Number);
  if (user === undefined || system === undefined) return undefined;
  return {
    own: (user + system) / TICKS_PER_SECOND,
    endedChildren: ((childUser ?? 0) + (childSystem ?? 0)) / TICKS_PER_SECOND,
  };
}

/** Returns a file below /proc, or an empty string. */
function readProc(file: string): string {
  try {
    return readFileSync(`/proc/${file}`, 'utf8');
  } catch {
    return '';
  }
}
