/**
 * Resolves when `work` resolves or after `milliseconds`, whichever is first. Does not cancel `work`.
 *
 * @throws the error of `work`, if it rejects before the timeout
 */
export async function withTimeout(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  try {
    await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
