import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuditEntry } from '../../src/social-auth/audit/audit-entry.js';
import { AuditTrail } from '../../src/social-auth/audit/audit-trail.js';
import type { AuditStore } from '../../src/social-auth/audit/audit.store.js';
import type { AuthEvent } from '../../src/social-auth/index.js';
import { CapturedLog } from '../support/captured-log.js';

/** A store that can fail or never resolve. */
class Table {
  readonly rows: AuditEntry[] = [];
  writes = 0;
  state: 'available' | 'failing' | 'blocked' = 'available';

  async append(entries: readonly AuditEntry[]): Promise<void> {
    this.writes += 1;
    if (this.state === 'blocked') await new Promise(() => undefined);
    if (this.state === 'failing') throw new Error('no database');
    this.rows.push(...entries);
  }

  latest(): Promise<AuditEntry[]> {
    return Promise.resolve(this.rows);
  }

  get users(): (string | undefined)[] {
    return this.rows.map(({ userId }) => userId);
  }
}

describe('the audit trail', () => {
  let table: Table;
  let trail: AuditTrail;
  let log: CapturedLog;

  beforeEach(() => {
    vi.useFakeTimers();
    log = CapturedLog.start();
    table = new Table();
    trail = new AuditTrail(table as unknown as AuditStore);
  });
  afterEach(() => {
    log.stop();
    vi.useRealTimers();
  });

  const enabled = (userId: string): AuthEvent => ({ type: 'user_enabled', userId, at: new Date() });
  const failed = (code: 'login_expired' | 'login_refused'): AuthEvent => ({
    type: 'login_failed',
    code,
    at: new Date(),
  });
  const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

  it('writes the events of 250 ms with one query', async () => {
    for (const user of ['a', 'b', 'c']) trail.record(enabled(user));
    await pass(249);
    expect(table.writes).toBe(0);
    await pass(1);
    expect(table.users).toEqual(['a', 'b', 'c']);
    trail.record(enabled('d'));
    await pass(10_000);
    expect(table.users).toEqual(['a', 'b', 'c', 'd']);
    expect(table.writes).toBe(2);
  });

  it('aggregates failed anonymous logins by kind, and writes them once a minute', async () => {
    for (let count = 0; count < 1000; count++) trail.record(failed('login_expired'));
    trail.record(failed('login_refused'));
    await pass(59_999);
    expect(table.writes).toBe(0);
    await pass(1);
    expect(table.rows.map(({ detail, count }) => [detail, count])).toEqual([
      ['login_expired', 1000],
      ['login_refused', 1],
    ]);
    await pass(600_000);
    expect(table.writes).toBe(1);
  });

  it('retries a failed write in order, and logs one warning', async () => {
    table.state = 'failing';
    trail.record(enabled('a'));
    await pass(250);
    trail.record(enabled('b'));
    await pass(20_000);
    expect(table.writes).toBeGreaterThan(2);
    expect(log.lines).toEqual(['Cannot write audit events (Error). Retrying.']);
    table.state = 'available';
    await pass(5_000);
    expect(table.users).toEqual(['a', 'b']);
    expect(log.lines.at(-1)).toBe('Audit events are written again.');
  });

  it('keeps the latest 10,000 events while it cannot write, and logs how many were lost', async () => {
    table.state = 'failing';
    for (let user = 0; user < 10_500; user++) trail.record(enabled(`${user}`));
    await pass(20_000);
    table.state = 'available';
    await pass(5_000);
    expect(table.rows).toHaveLength(10_000);
    expect(table.users[0]).toBe('500');
    expect(log.lines.filter((line) => line.startsWith('500 audit events'))).toHaveLength(1);
  });

  it('limits the wait for a blocked table, and the number of pending events', async () => {
    table.state = 'blocked';
    trail.record(enabled('a'));
    await pass(250);
    for (let user = 0; user < 15_000; user++) trail.record(enabled(`${user}`));
    const recent = trail.recent('a', 10);
    const ending = trail.beforeApplicationShutdown();
    await pass(2_000);
    await Promise.all([recent, ending]);
    expect(table.writes).toBe(1);
    expect(log.lines.at(-1)).toBe('10000 audit events could not be written before the shutdown.');
  });

  it('writes pending events at shutdown, and later events at once', async () => {
    trail.record(enabled('a'));
    trail.record(failed('login_expired'));
    await trail.beforeApplicationShutdown();
    expect(table.rows.map(({ type }) => type)).toEqual(['user_enabled', 'login_failed']);
    trail.record(enabled('b'));
    await pass(0);
    expect(table.users.at(-1)).toBe('b');
    table.state = 'failing';
    trail.record(enabled('c'));
    await pass(60_000);
    expect(table.writes).toBe(3);
  });
});
