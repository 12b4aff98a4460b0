import { expect, it } from 'vitest';
import { PropagationDelay } from '../../src/social-auth/revocation/propagation-delay.js';
import { revocationMetrics } from '../../src/social-auth/revocation/revocation-metrics.js';

it('the metrics of the feed are in the text format of Prometheus', () => {
  const delay = new PropagationDelay();
  for (const milliseconds of [8, 40, 300, -5]) delay.record(milliseconds);
  const text = revocationMetrics({
    isFresh: true,
    entries: 12,
    roleChanges: 2,
    watchedSessions: 3,
    polls: 100,
    failedPolls: 3,
    clockDifferenceMs: -2500,
    isClockSynchronized: true,
    delay: delay.stats,
  });
  expect(text.match(/^[^#].*$/gm)).toEqual([
    'social_auth_revocation_feed_fresh 1',
    'social_auth_revocation_feed_entries 12',
    'social_auth_revocation_feed_role_changes 2',
    'social_auth_revocation_feed_watched_sessions 3',
    'social_auth_revocation_feed_polls_total 100',
    'social_auth_revocation_feed_polls_failed_total 3',
    'social_auth_revocation_feed_delay_seconds_bucket{le="0.01"} 2',
    'social_auth_revocation_feed_delay_seconds_bucket{le="0.025"} 2',
    'social_auth_revocation_feed_delay_seconds_bucket{le="0.05"} 3',
    'social_auth_revocation_feed_delay_seconds_bucket{le="0.1"} 3',
    'social_auth_revocation_feed_delay_seconds_bucket{le="0.25"} 3',
    'social_auth_revocation_feed_delay_seconds_bucket{le="0.5"} 4',
    'social_auth_revocation_feed_delay_seconds_bucket{le="1"} 4',
    'social_auth_revocation_feed_delay_seconds_bucket{le="2.5"} 4',
    'social_auth_revocation_feed_delay_seconds_bucket{le="10"} 4',
    'social_auth_revocation_feed_delay_seconds_bucket{le="+Inf"} 4',
    'social_auth_revocation_feed_delay_seconds_sum 0.348',
    'social_auth_revocation_feed_delay_seconds_count 4',
    'social_auth_revocation_feed_delay_max_seconds 0.3',
    'social_auth_revocation_feed_delay_last_seconds 0',
    'social_auth_clock_difference_seconds -2.5',
  ]);
  expect(text).toContain('# TYPE social_auth_revocation_feed_delay_seconds histogram\n');
  expect(text.endsWith('\n')).toBe(true);
});
