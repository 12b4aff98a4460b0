import { describe, expect, it } from 'vitest';
import { revocationMetrics } from '../../src/social-auth/index.js';
import { PropagationDelay } from '../../src/social-auth/revocation/propagation-delay.js';
import { readDocument, tableRows, unquote } from './documents.js';

describe('the reference of the metrics', () => {
  it('contains every metric with its type and no other', () => {
    const text = revocationMetrics({
      isFresh: true,
      entries: 0,
      roleChanges: 0,
      watchedSessions: 3,
      polls: 0,
      failedPolls: 0,
      clockDifferenceMs: 0,
      isClockSynchronized: true,
      delay: new PropagationDelay().stats,
    });
    const metrics = [...text.matchAll(/^# TYPE (\S+ \S+)$/gm)].map(([, metric = '']) => metric);
    const documented = tableRows(readDocument('docs/reference/metrics.md')).map(
      ([name = '', type = '']) => `${unquote(name)} ${type}`,
    );
    expect(documented.toSorted()).toEqual(metrics.toSorted());
  });
});
