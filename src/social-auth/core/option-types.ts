import { z } from 'zod';
import { formatDuration, parseDuration, type Duration } from '../../time/duration.js';

/**
 * Returns a schema for a duration within limits. It parses to milliseconds.
 *
 * @param example a valid value for the error message
 */
export function durationOption(min: Duration, max: Duration, example: Duration) {
  const [minMs, maxMs] = [parseDuration(min), parseDuration(max)];
  const message = `must be a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}, such as '${example}', or a number of milliseconds`;
  return z
    .custom<Duration>((value) => isDurationWithin(value as Duration, minMs, maxMs), message)
    .transform(parseDuration);
}

/**
 * Returns a schema for a whole number within limits.
 *
 * @param example a valid value for the error message
 */
export function wholeNumberOption(min: number, max: number, example: number) {
  const message = `must be a whole number from ${min} to ${max}, such as ${example}`;
  return z.int(message).min(min, message).max(max, message);
}

function isDurationWithin(value: Duration, minMs: number, maxMs: number): boolean {
  try {
    const milliseconds = parseDuration(value);
    return milliseconds >= minMs && milliseconds <= maxMs;
  } catch {
    return false;
  }
}
