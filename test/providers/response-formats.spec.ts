import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { InjectedFault } from '../../src/emulator/index.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import type { TestResponse } from '../support/test-browser.js';

const PROVIDERS = ['google', 'github'] as const;

describe.each(MAIN_ADAPTERS)('the format of provider responses on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());
  afterEach(() => app.emulator.clearFaults());

  async function logIn(provider: (typeof PROVIDERS)[number]): Promise<TestResponse> {
    const browser = app.browser();
    const callback = await app.emulator.approve(await browser.begin(provider), 'vera');
    return browser.request(callback);
  }

  it.each(PROVIDERS)('allows %s a form-encoded token response', async (provider) => {
    for (const contentType of [undefined, 'text/plain', 'text/html; charset=utf-8']) {
      const fault = app.emulator.injectFault({
        endpoint: 'token',
        kind: 'form-encoding',
        ...(contentType !== undefined && { contentType }),
      });
      expect((await logIn(provider)).status).toBe(303);
      expect(fault.hits).toBe(1);
      fault.clear();
    }
  });

  it.each(PROVIDERS)('allows %s a byte order mark in every response', async (provider) => {
    const faults = (['token', 'userinfo', 'user', 'emails'] as const).map((endpoint) =>
      app.emulator.injectFault({ endpoint, kind: 'byte-order-mark' }),
    );
    expect((await logIn(provider)).status).toBe(303);
    const hits = faults.reduce((sum, fault) => sum + fault.hits, 0);
    expect(hits).toBe(provider === 'google' ? 2 : 3);
  });

  it('recognizes the error code of a form-encoded response', async () => {
    const contentType = 'application/x-www-form-urlencoded';
    const text = 'error=bad_verification_code&error_description=The+code+is+incorrect.';
    app.emulator.injectFault({ endpoint: 'token', kind: 'text', text, contentType });
    const { status, body } = await logIn('github');
    expect(status).toBe(400);
    expect(body).toContain('This sign-in is no longer valid');
  });

  it.each<[string, InjectedFault]>([
    ['a form that repeats a parameter', form('access_token=a&access_token=b')],
    ['a form without access token and error', form('token=a&scope=')],
    ['a page with an address that contains a token', form('<a href="?access_token=a">x</a>')],
    ['a form as a profile', { endpoint: 'userinfo', kind: 'form-encoding' }],
  ])('does not accept %s', async (_, fault) => {
    app.emulator.injectFault(fault);
    expect((await logIn('google')).status).toBe(502);
  });
});

function form(text: string): InjectedFault {
  return {
    endpoint: 'token',
    kind: 'text',
    text,
    contentType: 'application/x-www-form-urlencoded',
  };
}
