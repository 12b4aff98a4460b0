import { delay } from './delay.js';

/**
 * Time after which a tab takes over the lock from another tab, in milliseconds. It is longer than the time limit of a
 * request, so a tab that still holds the lock is frozen.
 */
const TAKEOVER_MS = 10_000;

/** Time within which a message reaches the other tabs, in milliseconds. */
const MESSAGE_MS = 50;

/**
 * Maximum random delay in a browser without Web Locks, in milliseconds. The delay makes it unlikely that two tabs run
 * the work at the same time.
 */
const SPREAD_MS = 500;

/** @param lost aborts when another tab has taken over the lock */
type Work = (lost: AbortSignal) => Promise<void>;

/**
 * Runs work in one tab at a time, with the Web Locks API. A tab that is frozen while it holds the lock loses it.
 *
 * Without Web Locks (plain http, browsers before 2022), tabs can run the work at the same time. This is safe, because
 * the server accepts the same refresh token several times within its grace period.
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

/**
 * Waits for the lock and runs the work. Returns false if the lock was not free in time, or if the wait was canceled.
 */
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

/**
 * Takes the lock from the tab that holds it, and runs the work. Returns false if a third tab has taken over the lock at
 * the same time, because then that tab runs the work.
 */
function takeOver(locks: LockManager, name: string, work: Work): Promise<boolean> {
  return runLocked(locks, name, { steal: true }, async (lost) => {
    await delay(MESSAGE_MS);
    if (lost.aborted) return false;
    await work(lost);
    return true;
  });
}

/** Runs the work under the lock and returns its result. Returns false if the lock was not granted. */
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
        // Holds the lock until the next tab has received the result, so that this tab does not repeat the work.
        await delay(MESSAGE_MS);
      })
      .catch((error: unknown) => {
        if (result !== undefined) lost.abort();
        else if ((error as Error).name === 'AbortError') resolve(false);
        // Locks are not available, because the origin of the document is opaque or the document is being closed.
        else work(lost.signal).then(resolve, reject);
      });
  });
}

/** Returns the id of the tab that holds the lock. */
async function holderOf(locks: LockManager, name: string): Promise<string | undefined> {
  const { held = [] } = await locks.query().catch((): LockManagerSnapshot => ({}));
  return held.find((lock) => lock.name === name)?.clientId;
}
