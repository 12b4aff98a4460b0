import { describe, expect, test } from 'vitest';
import { timeAgo } from '../../src/social-auth/pages/time-ago.js';

describe('a relative time', () => {
  const now = new Date('2026-03-04T12:00:00Z');
  test.each([
    ['2026-03-04T12:00:30Z', 'just now'],
    ['2026-03-04T11:59:01Z', 'just now'],
    ['2026-03-04T11:59:00Z', '1 minute ago'],
    ['2026-03-04T11:00:01Z', '59 minutes ago'],
    ['2026-03-04T11:00:00Z', '1 hour ago'],
    ['2026-03-03T12:00:00Z', '1 day ago'],
    ['2026-02-20T12:00:00Z', '1 week ago'],
    ['2026-01-01T12:00:00Z', '2 months ago'],
    ['2020-01-01T12:00:00Z', '6 years ago'],
  ])('renders %s as "%s"', (at, expected) => {
    expect(timeAgo(new Date(at), now)).toBe(expected);
  });
});
