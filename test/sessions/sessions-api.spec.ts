import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import type { TestBrowser } from '../support/test-browser.js';

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0';

interface Session {
  id: string;
  device: string;
  kind: string;
  provider: string;
  clientId: string;
  current: boolean;
}

describe.each(ADAPTERS)('the sessions of a user on %s', (adapter) => {
  let app: TestApp;
  let personas = 0;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());

  /** Returns the browsers of a new user who is signed in on several devices. */
  async function devices(count: number): Promise<TestBrowser[]> {
    const id = `persona-${(personas += 1)}`;
    app.emulator.addPersona({ id });
    const browsers: TestBrowser[] = [];
    for (let device = 0; device < count; device++) browsers.push(await app.signedIn('google', id));
    return browsers;
  }

  const remove = (browser: TestBrowser, path: string, headers: Record<string, string> = {}) =>
    browser.request(path, {
      method: 'DELETE',
      headers: { origin: app.origin, accept: 'application/json', ...headers },
    });

  it('are listed with their devices, the current one first', async () => {
    const [browser] = await devices(2);
    if (browser === undefined) throw new Error('no browser');
    const callback = await app.emulator.approve(
      await browser.begin('google'),
      `persona-${personas}`,
    );
    await browser.request(callback, { headers: { 'user-agent': FIREFOX } });
    const sessions = await browser.json<Session[]>('/auth/sessions');
    expect(sessions).toHaveLength(2);
    expect(sessions[0]).toMatchObject({
      device: 'Firefox on Windows',
      kind: 'desktop',
      provider: 'google',
      clientId: 'browser',
      current: true,
    });
    expect(sessions[1]?.current).toBe(false);
  });

  it('are listed up to one hundred, in addition to the current one', async () => {
    const [browser] = await devices(1);
    if (browser === undefined) throw new Error('no browser');
    const { id: userId } = await browser.json<{ id: string }>('/api/me');
    const later = new Date(Date.now() + 60_000);
    await app.prisma.session.createMany({
      data: Array.from({ length: 150 }, () => ({
        id: crypto.randomUUID(),
        userId,
        provider: 'google',
        createdAt: later,
        refreshedAt: later,
        expiresAt: new Date(Date.now() + 86_400_000),
      })),
    });
    const sessions = await browser.json<Session[]>('/auth/sessions');
    expect(sessions).toHaveLength(101);
    expect(sessions[0]?.current).toBe(true);
    expect((await browser.request('/')).status).toBe(200);
  });

  it('can be revoked one by one', async () => {
    const [here, there] = await devices(2);
    if (here === undefined || there === undefined) throw new Error('no browsers');
    const other = (await here.json<Session[]>('/auth/sessions')).find(({ current }) => !current);
    expect((await remove(here, `/auth/sessions/${other?.id}`)).status).toBe(204);
    expect((await there.request('/')).location).toBe('/login');
    expect(await here.json('/auth/sessions')).toHaveLength(1);
    expect((await remove(here, `/auth/sessions/${other?.id}`)).status).toBe(404);
  });

  it('can be revoked except the current one', async () => {
    const [here, ...others] = await devices(4);
    expect((await remove(here ?? app.browser(), '/auth/sessions')).status).toBe(204);
    for (const other of others) expect((await other.request('/')).location).toBe('/login');
    expect((await here?.request('/'))?.status).toBe(200);
  });

  it('can be revoked with the forms of the account page, which shows a notice once', async () => {
    const [here] = await devices(3);
    if (here === undefined) throw new Error('no browser');
    const other = (await here.json<Session[]>('/auth/sessions')).find(({ current }) => !current);
    expect(await here.submit(`/auth/sessions/${other?.id}/end`)).toMatchObject({
      status: 303,
      location: '/',
    });
    expect((await here.request('/')).body).toContain('You are signed out on that device.');
    expect((await here.request('/')).body).not.toContain('You are signed out on that device.');
    expect(await here.submit('/auth/sessions/end-others')).toMatchObject({
      status: 303,
      location: '/',
    });
    expect((await here.request('/')).body).toContain('You are signed out everywhere else.');
    expect(await here.json('/auth/sessions')).toHaveLength(1);
  });

  it('cannot be listed or revoked without a session', async () => {
    const signedOut = app.browser();
    const headers = { accept: 'application/json' };
    expect((await signedOut.request('/auth/sessions', { headers })).status).toBe(401);
    expect((await remove(signedOut, '/auth/sessions')).status).toBe(401);
  });
});
