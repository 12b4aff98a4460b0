import type { RevocationStats } from './revocation-feed.js';

/** Writes the state of the feed in the Prometheus text format 0.0.4, with a newline at the end. */
export function revocationMetrics({
  isFresh,
  entries,
  roleChanges,
  watchedSessions,
  polls,
  failedPolls,
  delay,
  clockDifferenceMs,
}: RevocationStats) {
  const feed = 'social_auth_revocation_feed';
  return [
    ...metric(
      `${feed}_fresh`,
      'gauge',
      'Whether the last successful poll started less than a second ago.',
      [['', isFresh ? 1 : 0]],
    ),
    ...metric(`${feed}_entries`, 'gauge', 'Recently revoked sessions in memory.', [['', entries]]),
    ...metric(`${feed}_role_changes`, 'gauge', 'Users in memory whose roles have changed.', [
      ['', roleChanges],
    ]),
    ...metric(
      `${feed}_watched_sessions`,
      'gauge',
      'Sessions with an open connection that is closed when they are revoked.',
      [['', watchedSessions]],
    ),
    ...metric(`${feed}_polls_total`, 'counter', 'Polls of the database.', [['', polls]]),
    ...metric(`${feed}_polls_failed_total`, 'counter', 'Polls that failed.', [['', failedPolls]]),
    ...metric(
      `${feed}_delay_seconds`,
      'histogram',
      'Time from a revocation on another instance until this instance received it.',
      [
        ...delay.buckets.map(({ seconds, count }) => [`_bucket{le="${seconds}"}`, count] as const),
        ['_bucket{le="+Inf"}', delay.count],
        ['_sum', delay.sumMs / 1000],
        ['_count', delay.count],
      ],
    ),
    ...metric(`${feed}_delay_max_seconds`, 'gauge', 'The longest delay since the start.', [
      ['', delay.maxMs / 1000],
    ]),
    ...metric(`${feed}_delay_last_seconds`, 'gauge', 'The delay of the latest revocation.', [
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
