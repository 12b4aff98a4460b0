import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModuleApp } from '../support/module-app.js';
import { TestApp } from '../support/test-app.js';

describe('accessTokenClaims', () => {
  let base: TestApp;

  beforeAll(async () => {
    base = await TestApp.start('fastify');
  });
  afterAll(() => base.stop());

  it.each<[string, () => Record<string, unknown>]>([
    ['larger than a cookie', () => ({ everything: 'x'.repeat(4000) })],
    ['the reserved claim sub', () => ({ sub: 'another user' })],
    ['the reserved claim exp', () => ({ exp: 9_999_999_999 })],
    ['scopes that are not a string', () => ({ scope: ['a'] })],
  ])('fail the refresh and keep the cookie when they are %s', async (_, accessTokenClaims) => {
    const app = await ModuleApp.start(base, 'fastify', { options: { accessTokenClaims } });
    try {
      const browser = app.browser(await base.signedIn('google'));
      const before = browser.cookie('access');
      const response = await browser.request('/auth/refresh', {
        method: 'POST',
        headers: { origin: base.origin },
      });
      expect(response.status).toBe(500);
      expect(browser.cookie('access')).toBe(before);
    } finally {
      await app.stop();
    }
  });
});
