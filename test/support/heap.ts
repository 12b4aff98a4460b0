import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** @returns the size of the used heap after garbage collection, in bytes */
export function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}
