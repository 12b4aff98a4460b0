import { Injectable } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  OnAuthEvent,
  SECURITY_EVENTS,
  SecurityNotices,
  type SecurityEvent,
  type SecurityNotice,
} from '../../src/social-auth/index.js';
import { Mailer } from '../docs/examples/mailer.js';
import { MeController } from '../docs/examples/me.controller.js';
import { SecurityMails } from '../docs/examples/security-mails.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { ACCEPT_JSON } from '../support/requests.js';
import { TestBackend } from '../support/test-backend.js';
import type { TestBrowser } from '../support/test-browser.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** Collects the notices, and the events that need none. */
@Injectable()
class Notices {
  readonly received: SecurityNotice[] = [];
  calls = 0;

  constructor(private readonly notices: SecurityNotices) {}

  @OnAuthEvent(...SECURITY_EVENTS)
  async onEvent(event: SecurityEvent): Promise<void> {
    const notice = await this.notices.describe(event);
    this.calls += 1;
    if (notice !== undefined) this.received.push(notice);
  }
}

@Injectable()
class BrokenMails {
  called = 0;

  @OnAuthEvent(...SECURITY_EVENTS)
  fail(): Promise<void> {
    this.called += 1;
    return this.called % 2 === 0 ? Promise.reject(new Error('no SMTP')) : new Promise(() => {});
  }
}

describe.each(MAIN_ADAPTERS)('security notices on %s', (adapter) => {
  let base: TestBackend;
  let app: ModuleApp;
  let persona = '';
  let personas = 0;

  beforeAll(async () => {
    base = await TestBackend.create();
    app = await ModuleApp.start(base, adapter, {
      controllers: [MeController],
      providers: [BrokenMails, Notices, SecurityMails, Mailer],
    });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });
  beforeEach(() => {
    persona = `persona-${(personas += 1)}`;
    base.emulator.addPersona({ id: persona });
  });

  const mailer = () => app.app.get(Mailer, { strict: false });
  const me = (browser: TestBrowser) =>
    browser.json<{ userId: string; sessionId: string }>('/api/me');

  async function signIn(browser = app.browser(), userAgent = FIREFOX): Promise<TestBrowser> {
    const callback = await base.emulator.approve(await browser.begin('google'), persona);
    const { status } = await browser.request(callback, { headers: { 'user-agent': userAgent } });
    expect(status).toBe(303);
    return browser;
  }

  /** Returns the notices of an action that causes a number of events. */
  async function noticesOf(act: () => Promise<unknown>, events = 1): Promise<SecurityNotice[]> {
    const { received, calls } = app.app.get(Notices, { strict: false });
    const before = received.length;
    await act();
    const listener = app.app.get(Notices, { strict: false });
    await vi.waitFor(() => expect(listener.calls).toBe(calls + events));
    return received.slice(before);
  }

  it('contain what an email needs: address, device, provider, time, and a link that ends the session', async () => {
    const first = await signIn();
    const { userId } = await me(first);
    let other = app.browser();
    const [notice] = await noticesOf(async () => {
      other = await signIn();
    });
    const { sessionId } = await me(other);
    expect(notice).toEqual({
      type: 'new_device',
      at: expect.any(Date),
      userId,
      emails: [`${persona}@example.com`],
      device: 'Firefox on Linux',
      provider: { name: 'google', label: 'Google' },
      endSessionUrl: `${base.origin}/auth/sessions/${sessionId}/end`,
      accountUrl: `${base.origin}/`,
    });
    await vi.waitFor(() => expect(mailer().sent.at(-1)).toContain(notice?.endSessionUrl ?? ''));
    expect(mailer().sent.at(-1)).toContain(
      'New sign-in to your account\n\nDevice: Firefox on Linux',
    );
  });

  it('are not sent for a first login, or a login in a known browser', async () => {
    const browser = app.browser();
    expect(await noticesOf(() => signIn(browser))).toEqual([]);
    expect(await noticesOf(() => signIn(browser))).toEqual([]);
  });

  it('have no address that the provider has not verified', async () => {
    base.emulator.updatePersona(persona, { google: { emailVerified: false } });
    await signIn();
    const [notice] = await noticesOf(() => signIn());
    expect(notice).toMatchObject({ type: 'new_device', emails: [] });
  });

  it('name the provider and the device of a linked and of an unlinked account', async () => {
    const browser = await signIn();
    const link = async () => {
      const { location } = await browser.submit('/auth/github/link');
      const callback = await base.emulator.approve(location, persona);
      expect((await browser.request(callback)).status).toBe(303);
    };
    const common = { device: 'Firefox on Linux', provider: { name: 'github', label: 'GitHub' } };
    expect(await noticesOf(link)).toMatchObject([{ type: 'account_linked', ...common }]);
    const { userId } = await me(browser);
    const where = { userId, provider: 'github' };
    const { id } = await base.prisma.account.findFirstOrThrow({ where });
    const unlink = () => browser.submit(`/auth/accounts/${id}/unlink`);
    expect(await noticesOf(unlink)).toMatchObject([{ type: 'account_unlinked', ...common }]);
  });

  it('report a reused refresh token once, however often it is presented, without a link to the ended session', async () => {
    const browser = await signIn();
    const old = app.browser(browser);
    const refresh = (from: TestBrowser) =>
      from.request('/auth/refresh', {
        method: 'POST',
        headers: { ...ACCEPT_JSON, origin: base.origin },
      });
    for (let count = 0; count < 3; count++) expect((await refresh(browser)).status).toBe(200);
    const reuse = async () => {
      const attempts = Array.from({ length: 5 }, () => refresh(app.browser(old)));
      for (const { status } of await Promise.all(attempts)) expect(status).toBe(401);
    };
    const notices = await noticesOf(reuse);
    expect(notices).toMatchObject([
      { type: 'refresh_token_reused', device: 'Firefox on Linux', endSessionUrl: undefined },
    ]);
    expect(notices[0]?.provider).toEqual({ name: 'google', label: 'Google' });
  });

  it.each(['Firefox/1.0%0d%0aBcc: x@e.example', '<b>you</b> won', 'x'.repeat(5000)])(
    'S76 name the device by a fixed list, for any User-Agent header: %.20s',
    async (userAgent) => {
      await signIn();
      const [notice] = await noticesOf(() => signIn(app.browser(), userAgent));
      expect(notice?.device).toMatch(/^(An app|Unknown device)$/);
    },
  );

  it('contain no line break, even if a stored user agent has one', async () => {
    const { sessionId, userId } = await me(await signIn());
    const userAgent = `${FIREFOX}\r\nBcc: x@e.example`;
    await base.prisma.session.update({ where: { id: sessionId }, data: { userAgent } });
    const event = {
      type: 'refresh_token_reused',
      at: new Date(),
      userId,
      sessionId,
    } as const;
    const notice = await app.app.get(SecurityNotices, { strict: false }).describe(event);
    expect(notice?.device).toBe('Firefox on Linux');
    expect(JSON.stringify(notice)).not.toMatch(/\\[rn]/);
  });

  it('name the device in the language of the email', async () => {
    const { sessionId, userId } = await me(await signIn());
    const notices = app.app.get(SecurityNotices, { strict: false });
    const event = { type: 'refresh_token_reused', at: new Date(), userId, sessionId } as const;
    expect((await notices.describe(event, 'de-CH'))?.device).toBe('Firefox unter Linux');
    expect((await notices.describe(event, 'xx'))?.device).toBe('Firefox on Linux');
    expect((await notices.describe(event, 'not a tag!'))?.device).toBe('Firefox on Linux');
  });

  it('S76 have a link that ends the session of its owner only, after a login', async () => {
    const first = await signIn();
    let other = app.browser();
    const [notice] = await noticesOf(async () => {
      other = await signIn();
    });
    const path = new URL(notice?.endSessionUrl ?? '').pathname;
    const anonymous = await app.browser().request(path);
    expect(anonymous.location).toContain('/login?returnTo=');
    persona = 'vera';
    const otherUser = await signIn();
    expect((await otherUser.request(path)).status).toBe(404);
    expect((await otherUser.submit(path)).status).toBe(404);
    const status = async () => (await other.request('/api/me', { headers: ACCEPT_JSON })).status;
    expect(await status()).toBe(200);
    expect((await first.request(path)).body).toContain('Firefox on Linux');
    expect((await first.submit(path)).status).toBe(303);
    expect(await status()).toBe(401);
  });

  it('do not exist for a deleted user', async () => {
    const { userId } = await me(await signIn());
    const event = {
      type: 'refresh_token_reused',
      at: new Date(),
      userId,
      sessionId: userId,
    } as const;
    await base.prisma.user.delete({ where: { id: userId } });
    expect(await app.app.get(SecurityNotices, { strict: false }).describe(event)).toBeUndefined();
  });

  it('S76 do not delay or break a login when their listener fails or hangs', () => {
    expect(app.app.get(BrokenMails, { strict: false }).called).toBeGreaterThan(20);
  });
});
