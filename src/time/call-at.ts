import type { Clock } from './clock.js';

/** Maximum delay of `setTimeout()`, in milliseconds. Node.js shortens longer delays to 1 ms. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * Calls a function when the clock reaches a time. Does not keep the process running.
 *
 * @param time in milliseconds since 1970
 * @returns a function that cancels the call
 */
export function callAt(time: number, callback: () => void, clock: Clock): () => void {
  let timer: NodeJS.Timeout;
  const schedule = () => {
    const delay = Math.min(Math.max(time - clock.milliseconds(), 0), MAX_DELAY_MS);
    timer = setTimeout(() => (clock.milliseconds() < time ? schedule() : callback()), delay);
    timer.unref();
  };
  schedule();
  return () => clearTimeout(timer);
}
