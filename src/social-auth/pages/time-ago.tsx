const UNITS = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const satisfies readonly (readonly [Intl.RelativeTimeFormatUnit, number])[];

// "always": we do not know the reader's time zone, so "yesterday" would be a guess.
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
const absolute = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** A moment as seen from `now` ("5 minutes ago"), the exact UTC time in its title. */
export function TimeAgo({ at, now }: { at: Date; now: Date }) {
  return (
    <time datetime={at.toISOString()} title={`${absolute.format(at)} UTC`}>
      {timeAgo(at, now)}
    </time>
  );
}

/** How long ago a moment was, in words; anything under a minute, or ahead of `now`, is "just now". */
export function timeAgo(at: Date, now: Date): string {
  const seconds = (now.getTime() - at.getTime()) / 1000;
  for (const [unit, length] of UNITS) {
    if (seconds >= length) return relative.format(-Math.floor(seconds / length), unit);
  }
  return 'just now';
}
