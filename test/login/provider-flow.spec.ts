import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SocialAuthError, type FlowProvider } from '../../src/social-auth/index.js';
import { stateOf, TestFlowProvider } from '../support/flow-provider.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { TestBackend } from '../support/test-backend.js';
import type { TestBrowser, TestResponse } from '../support/test-browser.js';

describe.each(MAIN_ADAPTERS)('a provider with a flow of its own on %s', (adapter) => {
  let base: TestBackend;
  let app: ModuleApp;
  let browser: TestBrowser;
  let fail: (() => never) | undefined;
  const flow = new TestFlowProvider(({ params }) => {
    fail?.();
    const subject = params.get('subject');
    return { name: params.get('name'), ...(subject !== null && { subject }) };
  });
  /** Claims to be Google. */
  const impostor = new TestFlowProvider(() => ({ provider: 'google' }), { name: 'impostor' });
  const silent: FlowProvider = {
    ...flow.provider,
    name: 'silent',
    createFlow: () => ({ start: () => new Promise(() => undefined), complete: fail as never }),
  };

  beforeAll(async () => {
    base = await TestBackend.create();
    app = await ModuleApp.start(base, adapter, {
      options: {
        providerTimeout: '200ms',
        providers: [flow.provider, impostor.provider, silent],
      },
    });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });
  beforeEach(() => {
    browser = app.browser();
    fail = undefined;
    flow.callbacks.length = 0;
  });

  async function logIn(name: string, query = 'code=vera'): Promise<TestResponse> {
    const state = stateOf(await browser.begin(name));
    return browser.request(`/auth/${name}/callback?${query}&state=${encodeURIComponent(state)}`);
  }

  it('signs in, with the parameters of the callback and the values of the login', async () => {
    const before = Date.now();
    const response = await logIn('flow', 'code=vera&name=Vera&twice=1&twice=2&iss=i');
    expect(response.status).toBe(303);
    expect((await browser.request('/')).body).toContain('Vera');
    const [callback] = flow.callbacks;
    expect(callback).toMatchObject({
      redirectUri: `${base.origin}/auth/flow/callback`,
      codeVerifier: 'verifier',
      nonce: 'nonce',
    });
    expect(Object.fromEntries(callback?.params ?? [])).toEqual({
      code: 'vera',
      name: 'Vera',
      iss: 'i',
      state: callback?.state,
    });
    expect(Math.abs((callback?.startedAt.getTime() ?? 0) - before)).toBeLessThan(2000);
  });

  it('cannot sign in to the accounts of another provider', async () => {
    await logIn('impostor');
    const account = await base.prisma.account.findFirst({
      where: { subject: 'vera', provider: 'impostor' },
    });
    expect(account).not.toBeNull();
    expect(await base.prisma.account.count({ where: { provider: 'google' } })).toBe(0);
  });

  it.each<[string, Error, number]>([
    ['an error with a code', new SocialAuthError('sign_in_refused', { reason: 'no' }), 403],
    ['another error', new Error('canary'), 502],
    ['an error whose cause has a code', wrapped('login_expired'), 400],
  ])('ends the login with a page when it throws %s', async (_, error, status) => {
    fail = () => {
      throw error;
    };
    const response = await logIn('flow');
    expect(response.status).toBe(status);
    expect(response.body).not.toContain('canary');
    expect(browser.cookie('access')).toBeUndefined();
  });

  it('ends the login with 502 when it returns an invalid subject', async () => {
    for (const subject of ['', 'a%20b', 'ü', 'x'.repeat(769)]) {
      expect((await logIn('flow', `code=x&subject=${subject}`)).status).toBe(502);
    }
  });

  it('ends the login with 502 when it does not respond in time', async () => {
    expect((await browser.submit('/auth/silent')).status).toBe(502);
  });

  it('receives no callback with an error, without state or of another login', async () => {
    expect((await logIn('flow', 'error=access_denied')).location).toContain('error=login_canceled');
    const state = encodeURIComponent(stateOf(await browser.begin('flow')));
    expect((await browser.request('/auth/flow/callback?code=vera')).status).toBe(400);
    expect((await app.browser().request(`/auth/flow/callback?code=x&state=${state}`)).status).toBe(
      400,
    );
    expect(flow.callbacks).toEqual([]);
  });

  it.each<[string, Partial<FlowProvider>, string]>([
    ['has no client id', { clientId: '' }, 'has no client id'],
    ['has no endpoints', { endpoints: [] }, 'has a property endpoints that must not be empty'],
    ['has a relative endpoint', { endpoints: ['/x'] }, 'must be an absolute http or https URL'],
    ['has no function', { createFlow: 1 as never }, 'createFlow that must be a function'],
  ])('that %s prevents the start of the app', async (_, properties, message) => {
    const options = { providers: [{ ...flow.provider, ...properties }] };
    await expect(ModuleApp.start(base, adapter, { options })).rejects.toThrow(message);
  });
});

function wrapped(code: 'login_expired'): Error {
  const cause = new SocialAuthError(code, { reason: 'expired' });
  return new Error('canary', { cause: new Error('canary', { cause }) });
}
