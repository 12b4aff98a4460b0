import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RevocationFeed } from '../../src/social-auth/index.js';
import { CapturedLog } from '../support/captured-log.js';
import { ModuleApp } from '../support/module-app.js';
import { TestBackend } from '../support/test-backend.js';

describe('a notifier of revoked sessions', () => {
  let base: TestBackend;
  let app: ModuleApp;
  let listener = () => undefined as void;
  const notify = vi.fn(async () => undefined);

  beforeAll(async () => {
    base = await TestBackend.create();
    const subscribe = (onNotification: () => void) => (listener = onNotification);
    const revocations = { notifier: { notify, subscribe } };
    app = await ModuleApp.start(base, 'fastify', { isPolling: true, options: { revocations } });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });

  const signOut = async () => {
    const browser = await base.signedIn('google', 'vera', app.browser());
    return browser.submit('/auth/logout', {});
  };

  it('is called once for each logout', async () => {
    notify.mockClear();
    expect((await signOut()).status).toBe(303);
    expect(notify).toHaveBeenCalledTimes(1);
  });

  it('causes a poll of the database when it calls back', async () => {
    const feed = app.app.get(RevocationFeed, { strict: false });
    const { polls } = feed.stats;
    for (let call = 0; call < 10; call++) listener();
    await expect.poll(() => feed.stats.polls, { interval: 5 }).toBeGreaterThan(polls);
  });

  it('does not fail a logout when it fails, and the log says so once', async () => {
    const log = CapturedLog.start();
    notify.mockRejectedValue(new Error('Redis is down'));
    expect((await signOut()).status).toBe(303);
    expect((await signOut()).status).toBe(303);
    log.stop();
    expect(log.lines.filter((line) => line.includes('Redis is down'))).toEqual([
      'Instances cannot be notified of revoked sessions (Redis is down). They read them from the database every 300 ms.',
    ]);
  });
});
