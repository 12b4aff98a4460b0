/**
 * Returns the result of `work`, or that of `onTimeout` after the time limit. Does not cancel `work`.
 *
 * @param onTimeout can throw
 * @throws the error of `work`, if it rejects before the timeout
 */
export async function withTimeout<T, Late>(
  milliseconds: number,
  work: Promise<T>,
  onTimeout: () => Late,
): Promise<T | Late> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  try {
    return await Promise.race([work, expired.then(onTimeout)]);
  } finally {
    clearTimeout(timer);
  }
}

/** The `onTimeout` of work whose result is not needed. */
export const ignoreTimeout = (): void => undefined;
