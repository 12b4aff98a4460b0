import { ENGLISH_LOCALIZATION, type Localization } from '../core/messages/localization.js';
import { useLocalization } from './localization-context.js';

const UNITS = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const satisfies readonly (readonly [Intl.RelativeTimeFormatUnit, number])[];

/**
 * A time relative to `now`, such as "5 minutes ago". The tooltip has the exact time in UTC.
 *
 * @publicApi
 */
export function TimeAgo({ at, now }: { at: Date; now: Date }) {
  const localization = useLocalization();
  return (
    <time datetime={at.toISOString()} title={localization.dateTime(at)}>
      {timeAgo(at, now, localization)}
    </time>
  );
}

/** Returns the time relative to `now`. Less than a minute ago, and in the future, it is "just now". */
export function timeAgo(
  at: Date,
  now: Date,
  localization: Localization = ENGLISH_LOCALIZATION,
): string {
  const seconds = (now.getTime() - at.getTime()) / 1000;
  for (const [unit, length] of UNITS) {
    if (seconds >= length) return localization.relativeTime(-Math.floor(seconds / length), unit);
  }
  return localization.text('time.just_now');
}
