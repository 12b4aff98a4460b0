/** One piece of work; rejects when the answer is not the expected one. */
export type Step = () => Promise<unknown>;

/**
 * Keeps all clients at work for a while, each starting its next step when the last one is done.
 *
 * @returns how many steps were done, in how many seconds
 * @throws what the first step that fails throws
 */
export async function runLoad(
  clients: readonly Step[],
  seconds: number,
): Promise<{ steps: number; elapsed: number }> {
  const start = performance.now();
  const end = start + seconds * 1000;
  let steps = 0;
  const work = async (step: Step) => {
    while (performance.now() < end) {
      await step();
      steps += 1;
    }
  };
  await Promise.all(clients.map(work));
  return { steps, elapsed: (performance.now() - start) / 1000 };
}

/** Does a number of steps in all, spread over the clients. */
export async function repeat(clients: readonly Step[], count: number): Promise<void> {
  let left = count;
  const work = async (step: Step) => {
    while (left-- > 0) await step();
  };
  await Promise.all(clients.map(work));
}
