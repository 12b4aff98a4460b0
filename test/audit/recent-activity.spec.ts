import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserAdministration } from '../../src/social-auth/index.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

describe.each(MAIN_ADAPTERS)('recent activity on %s', (adapter) => {
  let app: TestApp;
  let persona = '';
  let personas = 0;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());

  async function newUser(): Promise<TestBrowser> {
    persona = `persona-${(personas += 1)}`;
    app.emulator.addPersona({ id: persona });
    return app.signedIn('google', persona);
  }

  /** Returns the entries of the section, with bars between label, device and time. */
  async function activity(browser: TestBrowser): Promise<string[]> {
    const { body } = await browser.request('/');
    const section = body.slice(body.indexOf('id="activity"'));
    return [...section.matchAll(/<li class="event">(.*?)<\/li>/g)].map(([, line = '']) =>
      line.replaceAll(/<\/p><p[^>]*>/g, ' | ').replaceAll(/<[^>]*>/g, ''),
    );
  }

  it('shows a first login at once', async () => {
    expect(await activity(await newUser())).toEqual([
      'Signed in with Google | An app\u00A0· just now',
      'Account created with Google | just now',
    ]);
  });

  it('shows the device of the session of an event', async () => {
    const here = await newUser();
    const phone = app.browser();
    const callback = await app.emulator.approve(await phone.begin('google'), persona);
    await phone.request(callback, { headers: { 'user-agent': IPHONE } });
    const { sessionId } = await phone.json<{ sessionId: string }>('/api/me');
    await here.submit(`/auth/sessions/${sessionId}/end`);
    expect((await activity(here)).slice(0, 2)).toEqual([
      'Signed out from another device | Safari on iPhone\u00A0· just now',
      'Signed in with Google on a new device | Safari on iPhone\u00A0· just now',
    ]);
  });

  it('shows a sign-out at once, also one of all other devices', async () => {
    const here = await newUser();
    await (await app.signedIn('google', persona)).submit('/auth/logout');
    expect((await activity(here))[0]).toContain('Signed out | ');
    await app.signedIn('google', persona);
    await app.signedIn('google', persona);
    await here.submit('/auth/sessions/end-others');
    expect((await activity(here))[0]).toBe('Signed out everywhere else | just now');
  });

  it('shows that a user was disabled, was refused at sign-in, and was enabled', async () => {
    const browser = await newUser();
    const { id } = await browser.json<{ id: string }>('/api/me');
    const administration = app.app.get(UserAdministration, { strict: false });
    await administration.disable(id);
    await expect(app.signedIn('google', persona)).rejects.toThrow(/403/);
    await administration.enable(id);
    expect((await activity(await app.signedIn('google', persona))).slice(1, 4)).toEqual([
      'Account enabled again | just now',
      'Sign-in refused because the account was disabled | just now',
      'Account disabled | just now',
    ]);
  });

  it('shows the ten latest events, and none of other users', async () => {
    const here = await newUser();
    for (let login = 0; login < 12; login++) await app.signedIn('google', persona);
    expect(await activity(here)).toHaveLength(10);
    expect(await activity(await newUser())).toHaveLength(2);
  });
});
