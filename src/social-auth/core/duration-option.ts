import { z } from 'zod';
import { formatDuration, parseDuration, type Duration } from '../../time/duration.js';

/**
 * A schema for a duration within limits, parsed to milliseconds.
 *
 * @param example a valid value for the error message
 */
export function durationOption(min: Duration, max: Duration, example: Duration) {
  const [least, most] = [parseDuration(min), parseDuration(max)];
  const message = `must be a duration from ${formatDuration(least)} to ${formatDuration(most)}, such as '${example}', or a number of milliseconds`;
  return z
    .custom<Duration>((value) => isDurationWithin(value as Duration, least, most), message)
    .transform(parseDuration);
}

function isDurationWithin(value: Duration, min: number, max: number): boolean {
  try {
    const milliseconds = parseDuration(value);
    return milliseconds >= min && milliseconds <= max;
  } catch {
    return false;
  }
}
