/** Time limit of one probe, in milliseconds. */
const PROBE_TIMEOUT_MS = 3000;

/** Options of every probe. They limit its time, and return redirects instead of following them. */
export const probeOptions = (): RequestInit => ({
  redirect: 'manual',
  signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
});

/**
 * Describes why a request got no response.
 *
 * @returns the code of the first cause that has one, such as `ECONNREFUSED`
 */
export function describeProbeError(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'string') return code;
    if (cause.name === 'TimeoutError') return `no response within ${PROBE_TIMEOUT_MS / 1000} s`;
  }
  return 'connection failed';
}
