import { describe, expect, it } from 'vitest';
import { canonicalUrl } from '../../src/social-auth/http/login/canonical-url.js';
import { TestApp } from '../support/test-app.js';
import { TestBrowser } from '../support/test-browser.js';

describe('canonicalUrl', () => {
  it.each([
    ['http://localhost:3000', '127.0.0.1:3000', 'http://localhost:3000'],
    ['http://localhost:3000', '[::1]:3000', 'http://localhost:3000'],
    ['http://127.0.0.1:3000', 'localhost:3000', 'http://127.0.0.1:3000'],
    ['http://localhost:3000', 'localhost:3000', undefined],
    ['http://localhost:3000', 'e.example:3000', undefined],
    ['http://localhost:3000', '127.0.0.1:4000', undefined],
    ['http://localhost:3000', undefined, undefined],
    ['http://localhost:3000', 'a b\\', undefined],
    ['https://app.example', 'localhost:3000', undefined],
    ['https://app.example', 'internal:8080', undefined],
  ])('for the public URL %s and the host %s returns %s', (publicUrl, host, expected) => {
    expect(canonicalUrl(publicUrl, host)).toBe(expected);
  });

  it('is the URL that the login page redirects to when the browser uses another name of this machine', async () => {
    const app = await TestApp.start('fastify');
    const browser = new TestBrowser(app.origin.replace('localhost', '127.0.0.1'));
    expect(await browser.request('/login?returnTo=%2F%3Ftab%3D1')).toMatchObject({
      status: 303,
      location: `${app.origin}/login?returnTo=%2F%3Ftab%3D1`,
    });
    await app.stop();
  });
});
