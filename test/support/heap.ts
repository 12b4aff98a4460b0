import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** @returns how much of the heap is in use when all that nobody needs is gone, in bytes. */
export function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
