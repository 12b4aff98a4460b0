import type { RevocationStats } from './revocation-feed.js';

/** Writes the state of the feed in the Prometheus text format 0.0.4, with a newline at the end. */
export function revocationMetrics({
  isFresh,
  entries,
  polls,
  failedPolls,
  delay,
  clockDifferenceMs,
}: RevocationStats) {
  const feed = 'social_auth_revocation_feed';
  return [
    ...metric(`${feed}_whole`, 'gauge', 'Whether every revocation older than a second is known.', [
      ['', isFresh ? 1 : 0],
    ]),
    ...metric(`${feed}_entries`, 'gauge', 'Dead sessions remembered.', [['', entries]]),
    ...metric(`${feed}_looks_total`, 'counter', 'Looks into the database.', [['', polls]]),
    ...metric(`${feed}_looks_failed_total`, 'counter', 'Looks that failed.', [['', failedPolls]]),
    ...metric(
      `${feed}_lag_seconds`,
      'histogram',
      'From the end of a session on another instance until it was known here.',
      [
        ...delay.buckets.map(({ seconds, count }) => [`_bucket{le="${seconds}"}`, count] as const),
        ['_bucket{le="+Inf"}', delay.count],
        ['_sum', delay.sumMs / 1000],
        ['_count', delay.count],
      ],
    ),
    ...metric(`${feed}_lag_max_seconds`, 'gauge', 'The longest lag since the start.', [
      ['', delay.maxMs / 1000],
    ]),
    ...metric(`${feed}_lag_last_seconds`, 'gauge', 'The lag of the latest revocation.', [
      ['', delay.lastMs / 1000],
    ]),
    ...metric(
      'social_auth_clock_difference_seconds',
      'gauge',
      'Time of the database minus time of this instance.',
      [['', clockDifferenceMs / 1000]],
    ),
    '',
  ].join('\n');
}

type Sample = readonly [suffix: string, value: number];

function metric(name: string, type: string, help: string, samples: readonly Sample[]): string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(([suffix, value]) => `${name}${suffix} ${value}`),
  ];
}
