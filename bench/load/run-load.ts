/** One operation of a client. Rejects when the response is not as expected. */
export type Step = () => Promise<unknown>;

/**
 * Runs all clients for a duration. Each client starts its next step when the previous one is complete.
 *
 * @returns the number of completed steps and the elapsed seconds
 * @throws Error of the first step that fails
 */
export async function runLoad(
  clients: readonly Step[],
  seconds: number,
): Promise<{ steps: number; elapsed: number }> {
  const start = performance.now();
  const end = start + seconds * 1000;
  let steps = 0;
  const runClient = async (step: Step) => {
    while (performance.now() < end) {
      await step();
      steps += 1;
    }
  };
  await Promise.all(clients.map(runClient));
  return { steps, elapsed: (performance.now() - start) / 1000 };
}

/** Runs a total number of steps, distributed over the clients. */
export async function repeat(clients: readonly Step[], count: number): Promise<void> {
  let remaining = count;
  const runClient = async (step: Step) => {
    while (remaining-- > 0) await step();
  };
  await Promise.all(clients.map(runClient));
}
