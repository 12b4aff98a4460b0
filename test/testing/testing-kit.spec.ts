import type { INestApplication } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { google } from '../../src/social-auth/index.js';
import {
  loginContract,
  moveClock,
  ProviderEmulator,
  sessionRaces,
  signInAs,
} from '../../src/testing/index.js';
import { startIssuer } from '../docs/examples/emulated-tokens.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { TestApp } from '../support/test-app.js';

describe.each(MAIN_ADAPTERS)('the testing kit on %s', (adapter) => {
  let base: TestApp;
  let app: INestApplication;

  beforeAll(async () => {
    base = await TestApp.start(adapter);
    ({ app } = base);
    base.emulator.addPersona({ id: 'kim' });
  });
  afterAll(() => base.stop());
  beforeEach(() => moveClock(app, 0));

  it.each(['google', 'github'])('signs in a persona at %s in one line', async (provider) => {
    const vera = await signInAs(app, 'vera', { provider });
    const { body } = await vera.browser.get('/api/me').expect(200);
    expect(body).toMatchObject({ name: 'Vera Sample', accounts: [{ provider }] });
    await vera.bearer.get('/api/me').expect(200);
    await vera.browser.get('/').set('Accept', 'text/html').expect(200);
  });

  it('signs in a persona who refuses a scope', async () => {
    const denyScopes = ['user:email'];
    const kim = await signInAs(app, 'kim', { provider: 'github', denyScopes });
    const { body } = await kim.browser.get('/api/me').expect(200);
    expect(body).toMatchObject({ name: 'kim', email: null });
  });

  it('signs in at an emulator that is its own issuer', async () => {
    const emulator = await ProviderEmulator.start({ issuer: 'origin' });
    const options = { providers: [google(emulator.google)] };
    const own = await ModuleApp.start(base, adapter, { options });
    const vera = await signInAs(own.app, 'vera');
    await vera.browser.get('/auth/sessions').expect(200);
    await own.stop();
    await emulator.stop();
  });

  it('signs in at an emulator that an OpenID Connect client discovers, and not with a forged id_token', async () => {
    const { emulator, provider } = await startIssuer();
    const own = await ModuleApp.start(base, adapter, { options: { providers: [provider] } });
    const vera = await signInAs(own.app, 'vera', { provider: 'example' });
    await vera.browser.get('/auth/sessions').expect(200);
    emulator.injectFault({ endpoint: 'token', kind: 'id-token', signature: 'client-secret' });
    const forged = signInAs(own.app, 'vera', { provider: 'example' });
    await expect(forged).rejects.toThrow('login_refused');
    await own.stop();
    await emulator.stop();
  });

  it('keeps users apart, and shares the session of a user between tabs', async () => {
    const [vera, una] = [await signInAs(app, 'vera'), await signInAs(app, 'una')];
    const users = [vera, una, await vera.tab()];
    const bodies = await Promise.all(
      users.map(async ({ browser }) => (await browser.get('/api/me').expect(200)).body as Me),
    );
    expect(bodies.map(({ name }) => name)).toEqual(['Vera Sample', 'Una Sample', 'Vera Sample']);
    expect(bodies[2]?.sessionId).toBe(bodies[0]?.sessionId);
  });

  it('lets access tokens expire with the clock, and refreshes them', async () => {
    const vera = await signInAs(app, 'vera');
    moveClock(app, '6m');
    await vera.bearer.get('/api/me').expect(401);
    await vera.refresh().expect(200);
    await vera.bearer.get('/api/me').expect(200);
  });

  it('returns cookies for a real browser, which a sign-out makes useless', async () => {
    const vera = await signInAs(app, 'vera');
    const cookies = vera.cookies();
    expect(cookies).toContainEqual({
      name: 'refresh',
      value: expect.stringContaining('.'),
      domain: 'localhost',
      path: '/',
      expires: expect.any(Number),
      httpOnly: true,
      secure: false,
      sameSite: 'Lax',
    });
    const browser = base.browser();
    for (const { name, value } of cookies) browser.cookies.set(name, value);
    expect((await browser.request('/api/me')).status).toBe(200);
    await vera.signOut().expect(204);
    expect(vera.accessToken).toBe('');
    const headers = { accept: 'application/json' };
    expect((await browser.request('/api/me', { headers })).status).toBe(401);
  });

  it('explains a failed login with the response of the app', async () => {
    await expect(signInAs(app, 'vera', { provider: 'nobody' })).rejects.toThrow(
      /POST \/auth\/nobody returned 404 .*unknown_provider/s,
    );
    base.emulator.injectFault({ endpoint: 'token', kind: 'status', status: 503, times: 1 });
    await expect(signInAs(app, 'vera')).rejects.toThrow(
      /GET \/auth\/google\/callback returned 502 .*provider_unavailable/s,
    );
  });

  it('refuses to sign in at a real provider', async () => {
    const real = await ModuleApp.start(base, adapter, {
      options: { providers: [google({ clientId: 'id', clientSecret: 'secret' })] },
    });
    await expect(signInAs(real.app, 'vera')).rejects.toThrow(
      'The provider "google" uses https://accounts.google.com instead of the emulator.',
    );
    await real.stop();
  });

  it('signs in below a global prefix and another route prefix', async () => {
    const other = await ModuleApp.start(base, adapter, {
      configure: (instance) => instance.setGlobalPrefix('api'),
      options: { routes: { prefix: 'identity' } },
    });
    for (const provider of ['google', 'github'] as const) {
      base.emulator.registerRedirectUri(
        provider,
        `${base.origin}/api/identity/${provider}/callback`,
      );
    }
    const vera = await signInAs(other.app, 'vera');
    await vera.bearer.get('/api/identity/sessions').expect(200);
    await vera.refresh().expect(200);
    await other.stop();
  });

  describe('sessionRaces()', () => {
    it.each(sessionRaces())('$title', ({ run }) => run(app));
  });

  describe('loginContract()', () => {
    it.each(loginContract({ persona: 'kim' }))('$title', ({ run }) => run(app));
  });
});

interface Me {
  readonly name: string;
  readonly sessionId: string;
}
