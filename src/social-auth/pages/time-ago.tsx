const UNITS = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const satisfies readonly (readonly [Intl.RelativeTimeFormatUnit, number])[];

// "always" avoids "yesterday", which depends on the unknown time zone of the reader.
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
const absolute = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** A time relative to `now`, such as "5 minutes ago". The tooltip has the exact time in UTC. */
export function TimeAgo({ at, now }: { at: Date; now: Date }) {
  return (
    <time datetime={at.toISOString()} title={`${absolute.format(at)} UTC`}>
      {timeAgo(at, now)}
    </time>
  );
}

/** Returns the time relative to `now`. Less than a minute ago, and in the future, it is "just now". */
export function timeAgo(at: Date, now: Date): string {
  const seconds = (now.getTime() - at.getTime()) / 1000;
  for (const [unit, length] of UNITS) {
    if (seconds >= length) return relative.format(-Math.floor(seconds / length), unit);
  }
  return 'just now';
}
