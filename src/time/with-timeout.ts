/** Waits for work, but no longer than so many milliseconds; the work goes on. @throws what it throws in time */
export async function withTimeout(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  try {
    await Promise.race([work, enough]);
  } finally {
    clearTimeout(timer);
  }
}
