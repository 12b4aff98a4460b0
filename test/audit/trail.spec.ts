import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AuditStore } from '../../src/social-auth/audit/audit.store.js';
import { DeleteExpired } from '../../src/social-auth/flows/delete-expired.js';
import { AuditTrail, KeyRing, UserAdministration } from '../../src/social-auth/index.js';
import { ModuleApp } from '../support/module-app.js';
import { FULL_RUN, MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import { flushAudit } from './listener.js';

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0';
/** The number of floods of fifty requests. */
const FLOODS = FULL_RUN ? 40 : 8;
const HOUR_MS = 60 * 60 * 1000;

describe.each(MAIN_ADAPTERS)('the audit trail on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());

  it('contains no name, address or token, and only the user agent of a session', async () => {
    const [name, email] = ['Canary Person', 'canary.person@example.com'];
    app.emulator.addPersona({ id: 'canary', name, google: { email } });
    const browser = app.browser();
    const callback = await app.emulator.approve(await browser.begin('google'), 'canary');
    await browser.request(callback, { headers: { 'user-agent': FIREFOX } });
    const { id } = await browser.json<{ id: string }>('/api/me');
    const tokens = ['access', 'refresh'].map((cookie) => browser.cookie(cookie) ?? '');
    const secrets = [...tokens, new URL(callback).searchParams.get('code') ?? ''];
    expect(secrets.filter((secret) => secret === '')).toEqual([]);
    await app.browser().request('/auth/google/callback?error=canary-error&state=canary.state');
    await browser.submit('/auth/logout', { everywhere: 'true' });
    await app.app.get(UserAdministration, { strict: false }).disable(id);
    const other = await app.another(adapter);
    await other.browser().request('/auth/canary-provider/callback?error=canary-error');
    await other.stop();
    await flushAudit(app);
    const rows = await app.prisma.auditEvent.findMany();
    expect(new Set(rows.map(({ userAgent }) => userAgent))).toEqual(new Set([null, FIREFOX]));
    expect(rows.find(({ type }) => type === 'login_succeeded')?.userAgent).toBe(FIREFOX);
    const text = JSON.stringify(rows.map((row) => ({ ...row, userAgent: null })));
    for (const secret of [name, email, ...secrets]) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/canary/i);
  });

  it('adds no query to a login, because many events are written at once', async () => {
    const service = await ModuleApp.start(app, adapter, {});
    const login = () => app.signedIn('google', 'vera', service.browser());
    await login();
    await flushAudit(service);
    const queriesOf = async (act: () => Promise<unknown>) => {
      service.queries = 0;
      await act();
      await flushAudit(service);
      return service.queries;
    };
    const append = vi.spyOn(service.app.get(AuditStore, { strict: false }), 'append');
    append.mockResolvedValue();
    const without = await queriesOf(login);
    append.mockReset();
    const queries = await queriesOf(() => Promise.all(Array.from({ length: 10 }, login)));
    const writes = append.mock.calls.length;
    expect(writes).toBeGreaterThan(0);
    expect(writes).toBeLessThan(10);
    // Concurrent logins may share statements, and then send fewer.
    expect(queries - writes).toBeLessThanOrEqual(10 * without);
    await service.stop();
  });

  it('aggregates a flood of failed anonymous logins into a few rows', async () => {
    const other = await app.another(adapter);
    await flushAudit(app);
    await app.prisma.auditEvent.deleteMany();
    const signedOut = other.browser();
    let failed = 0;
    const fail = async (index: number) => {
      const provider = ['google', 'github', `unknown-${index}`][index % 3];
      const path = `/auth/${provider}/callback?state=a.${index}&code=${index}`;
      const { status } = await signedOut.request(path);
      if (status === 400 || status === 404) failed += 1;
    };
    for (let batch = 0; batch < FLOODS; batch++) {
      await Promise.all(Array.from({ length: 50 }, (_, index) => fail(batch * 50 + index)));
    }
    expect(await app.prisma.auditEvent.count()).toBeLessThan(10);
    await other.stop();
    const rows = await app.prisma.auditEvent.findMany({ where: { type: 'login_failed' } });
    expect(rows.length).toBeLessThan(10);
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(failed);
    expect(rows.map(({ provider, detail }) => `${detail} ${provider}`).toSorted()).toEqual([
      'login_expired github',
      'login_expired google',
      'unknown_provider null',
    ]);
  }, 120_000);

  it('contains all events after an instance was stopped', async () => {
    const other = await app.another(adapter);
    const browser = await app.signedIn('github', 'vera', other.browser());
    const { sessionId } = await browser.json<{ sessionId: string }>('/api/me');
    const { kid } = await other.app.get(KeyRing, { strict: false }).rotate();
    await other.stop();
    expect(
      await app.prisma.auditEvent.count({ where: { type: 'login_succeeded', sessionId } }),
    ).toBe(1);
    const where = { type: 'signing_key_created', detail: kid };
    expect(await app.prisma.auditEvent.count({ where })).toBe(1);
  });

  it('contains a login that was in progress when an instance was stopped', async () => {
    const other = await app.another(adapter);
    const browser = other.browser();
    const callback = await app.emulator.approve(await browser.begin('google'), 'vera');
    app.emulator.injectFault({ endpoint: 'token', kind: 'delay', delayMs: 300, times: 1 });
    app.emulator.clearRequests();
    const response = browser.request(callback, { headers: { connection: 'close' } });
    await expect.poll(() => app.emulator.requests.length).toBeGreaterThan(0);
    await Promise.all([other.stop(), response]);
    const { status } = await response;
    expect(status).toBe(303);
    const [, claims = ''] = (browser.cookie('access') ?? '').split('.');
    const { sid } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sid: string };
    expect(
      await app.prisma.auditEvent.count({ where: { type: 'login_succeeded', sessionId: sid } }),
    ).toBe(1);
  });

  it('deletes events that are older than auditRetention', async () => {
    await flushAudit(app);
    await app.prisma.auditEvent.deleteMany();
    const event = (days: number) => ({
      type: 'login_succeeded',
      at: new Date(Date.now() - days * 24 * HOUR_MS),
    });
    await app.prisma.auditEvent.createMany({
      data: [...Array.from({ length: 2500 }, () => event(91)), event(89), event(0)],
    });
    await app.app.get(DeleteExpired, { strict: false }).run();
    expect(await app.prisma.auditEvent.count()).toBe(2);
    const strict = await ModuleApp.start(app, adapter, { options: { auditRetention: '30d' } });
    await strict.app.get(DeleteExpired, { strict: false }).run();
    expect(await app.prisma.auditEvent.count()).toBe(1);
    await strict.stop();
  });

  it('returns the latest events of a user, newest first, including pending ones', async () => {
    app.emulator.addPersona({ id: `reader-${adapter}` });
    const browser = await app.signedIn('google', `reader-${adapter}`);
    const { id } = await browser.json<{ id: string }>('/api/me');
    await app.signedIn('google', `reader-${adapter}`, browser);
    const trail = app.app.get(AuditTrail, { strict: false });
    const types = async (limit: number) => (await trail.recent(id, limit)).map(({ type }) => type);
    expect(await types(10)).toEqual([
      'session_replaced',
      'login_succeeded',
      'login_succeeded',
      'user_created',
    ]);
    expect(await types(2)).toEqual(['session_replaced', 'login_succeeded']);
  });
});
