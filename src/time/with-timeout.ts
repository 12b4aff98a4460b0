/**
 * Returns the result of `work`. After the time limit, returns the result of `onTimeout` instead, but does not cancel
 * `work`.
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

/** Returns nothing. Use it as `onTimeout` if the result of the work is not needed. */
export const ignoreTimeout = (): void => undefined;
