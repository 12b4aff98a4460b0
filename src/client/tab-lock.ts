import { delay } from './delay.js';

/**
 * Time after which a tab takes the lock over from the tab that holds it, in milliseconds. Longer than the time limit of a
 * request, so the holder is frozen.
 */
const TAKEOVER_MS = 10_000;

/** Time in which messages reach the other tabs, in milliseconds. */
const MESSAGE_MS = 50;

/** Maximum random delay that spreads the tabs of a browser without Web Locks, in milliseconds. */
const SPREAD_MS = 500;

/** @param lost aborts when another tab has taken the lock over */
type Work = (lost: AbortSignal) => Promise<void>;

/**
 * Runs work in one tab at a time, with the Web Locks API. A tab that is frozen while it holds the lock loses it.
 *
 * Without Web Locks (plain http, browsers before 2022) tabs can run the work concurrently. The grace period of the server
 * permits that.
 *
 * @param canceled ends the wait for the lock without running the work
 */
export async function withTabLock(name: string, work: Work, canceled: AbortSignal): Promise<void> {
  const locks = (navigator as Partial<Navigator>).locks;
  if (locks === undefined) {
    await delay(Math.random() * SPREAD_MS);
    if (!canceled.aborted) await work(new AbortController().signal);
    return;
  }
  while (!canceled.aborted) {
    const holder = await holderOf(locks, name);
    if (await waitForLock(locks, name, work, canceled)) return;
    const isStuck = holder !== undefined && holder === (await holderOf(locks, name));
    if (isStuck && !canceled.aborted && (await takeOver(locks, name, work))) return;
  }
}

/** Returns false if the lock was not free in time, or the wait was canceled. */
async function waitForLock(
  locks: LockManager,
  name: string,
  work: Work,
  canceled: AbortSignal,
): Promise<boolean> {
  const waiting = new AbortController();
  const stop = () => waiting.abort();
  const timer = setTimeout(stop, TAKEOVER_MS);
  canceled.addEventListener('abort', stop);
  try {
    return await runLocked(locks, name, { signal: waiting.signal }, async (lost) => {
      await work(lost);
      return true;
    });
  } finally {
    clearTimeout(timer);
    canceled.removeEventListener('abort', stop);
  }
}

/** Returns false if yet another tab has taken the lock over at the same time. That tab does the work. */
function takeOver(locks: LockManager, name: string, work: Work): Promise<boolean> {
  return runLocked(locks, name, { steal: true }, async (lost) => {
    await delay(MESSAGE_MS);
    if (lost.aborted) return false;
    await work(lost);
    return true;
  });
}

/** Returns the result of the work; false if the lock was not granted. */
function runLocked(
  locks: LockManager,
  name: string,
  options: LockOptions,
  work: (lost: AbortSignal) => Promise<boolean>,
): Promise<boolean> {
  const lost = new AbortController();
  return new Promise((resolve, reject) => {
    let result: Promise<boolean> | undefined;
    locks
      .request(name, options, async () => {
        result = work(lost.signal);
        result.then(resolve, reject);
        await result.catch(() => undefined);
        // The next tab must receive the result before it decides.
        await delay(MESSAGE_MS);
      })
      .catch((error: unknown) => {
        if (result !== undefined) lost.abort();
        else if ((error as Error).name === 'AbortError') resolve(false);
        // The document has no locks: its origin is opaque, or it is being closed.
        else work(lost.signal).then(resolve, reject);
      });
  });
}

/** Returns the id of the tab that holds the lock. */
async function holderOf(locks: LockManager, name: string): Promise<string | undefined> {
  const { held = [] } = await locks.query().catch((): LockManagerSnapshot => ({}));
  return held.find((lock) => lock.name === name)?.clientId;
}
