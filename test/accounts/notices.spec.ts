import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

const DAY = 24 * 60 * 60;

describe.each(MAIN_ADAPTERS)('the notices of the account page on %s', (adapter) => {
  let app: TestApp;
  let persona = '';
  let personas = 0;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    persona = `persona-${(personas += 1)}`;
    app.emulator.addPersona({ id: persona });
  });

  const signIn = (browser = app.browser()) => app.signedIn('google', persona, browser);

  /** Returns the text of each list entry of a section. */
  async function entries(browser: TestBrowser, section: string): Promise<string[]> {
    const { body } = await browser.request('/');
    const [, html = ''] = body.split(`aria-labelledby="${section}"`);
    return [...(html.split('</section>')[0] ?? '').matchAll(/<li[^>]*>(.*?)<\/li>/g)].map(
      ([, line = '']) =>
        line
          .replaceAll(/<[^>]*>/g, ' ')
          .replaceAll(/\s+/g, ' ')
          .trim(),
    );
  }

  async function link(browser: TestBrowser): Promise<void> {
    const { location } = await browser.submit('/auth/github/link');
    await browser.request(await app.emulator.approve(location, persona));
  }

  it('are absent after a first login, and in the session that caused the event', async () => {
    const first = await signIn();
    expect(await entries(first, 'security')).toEqual([]);
    const other = await signIn();
    await link(other);
    expect(await entries(other, 'security')).toEqual([]);
    expect((await entries(other, 'activity'))[1]).toContain('on a new device An app');
  });

  it('show a login from a new device elsewhere, and not again in the recent activity', async () => {
    const first = await signIn();
    const { sessionId } = await (await signIn()).json<{ sessionId: string }>('/api/me');
    expect(await entries(first, 'security')).toEqual([
      'New sign-in: An app Signed in with Google just now Sign out',
    ]);
    const { body } = await first.request('/');
    expect(body).toContain(`href="/auth/sessions/${sessionId}/end"`);
    expect((await entries(first, 'activity')).join()).not.toContain('new device');
  });

  it('end when the user has signed out that session, and are in the recent activity then', async () => {
    const first = await signIn();
    const { sessionId } = await (await signIn()).json<{ sessionId: string }>('/api/me');
    await first.submit(`/auth/sessions/${sessionId}/end`);
    expect(await entries(first, 'security')).toEqual([]);
    expect((await entries(first, 'activity'))[1]).toContain('on a new device');
  });

  it('remain without a link when the new device has signed out, however many events it has caused', async () => {
    const first = await signIn();
    const other = await signIn();
    await other.submit('/auth/logout');
    for (let login = 0; login < 6; login++) {
      await signIn(other);
      await other.submit('/auth/logout');
    }
    expect(await entries(first, 'security')).toEqual([
      'New sign-in: An app Signed in with Google just now It has been signed out since then.',
    ]);
  });

  it('S76 remain when the attacker signs in once more and revokes the session of the new device', async () => {
    const first = await signIn();
    const thief = await signIn();
    const { sessionId } = await thief.json<{ sessionId: string }>('/api/me');
    const second = app.browser();
    second.cookies.set('device', thief.cookie('device') ?? '');
    await signIn(second);
    expect((await second.submit(`/auth/sessions/${sessionId}/end`)).status).toBe(303);
    expect(await entries(first, 'security')).toEqual([
      'New sign-in: An app Signed in with Google just now It has been signed out since then.',
    ]);
  });

  it('S76 remain when the new device causes more events than the page reads', async () => {
    const first = await signIn();
    const thief = await signIn();
    for (let count = 0; count < 51; count++) await thief.request('/auth/account/export');
    expect(await entries(first, 'security')).toHaveLength(1);
  });

  it('show an account that was linked elsewhere, until it is unlinked', async () => {
    const first = await signIn();
    const other = await signIn(app.browser());
    await link(other);
    expect((await entries(first, 'security'))[0]).toBe('GitHub connected An app · just now');
    const where = { provider: 'github', user: { accounts: { some: { provider: 'google' } } } };
    const { id } = await app.prisma.account.findFirstOrThrow({
      where,
      orderBy: { createdAt: 'desc' },
    });
    await first.submit(`/auth/accounts/${id}/unlink`);
    expect((await entries(first, 'security')).join()).not.toContain('GitHub');
    expect((await entries(other, 'security')).join()).toContain('GitHub disconnected');
  });

  it('warn of a reused refresh token', async () => {
    const here = await signIn();
    const other = await signIn();
    const thief = app.browser();
    thief.cookies.set('refresh', other.cookie('refresh') ?? '');
    for (const browser of [other, other, thief]) {
      await browser.request('/auth/refresh', { method: 'POST', headers: { origin: app.origin } });
    }
    expect((await entries(here, 'security'))[0]).toMatch(
      /^Signed out for your safety An app · just now An old copy of this sign-in was used/,
    );
  });

  it('are at most three, and disappear after a week', async () => {
    const first = await signIn();
    for (let login = 0; login < 4; login++) await signIn();
    expect(await entries(first, 'security')).toHaveLength(3);
    app.skewClock(6 * DAY);
    expect(await entries(await signIn(first), 'security')).toHaveLength(3);
    app.skewClock(8 * DAY);
    expect(await entries(await signIn(first), 'security')).toEqual([]);
    app.skewClock(0);
  });
});
