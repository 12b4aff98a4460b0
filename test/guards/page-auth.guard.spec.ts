import { Controller, Get, Post, UseGuards } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CurrentPrincipal, PageAuthGuard, type Principal } from '../../src/social-auth/index.js';
import { ModuleApp } from '../support/module-app.js';
import { ADAPTERS } from '../support/test-app.js';
import { TestBackend } from '../support/test-backend.js';
import type { TestBrowser } from '../support/test-browser.js';

@UseGuards(PageAuthGuard)
@Controller('dashboard')
class DashboardController {
  @Get()
  show(@CurrentPrincipal() { userId }: Principal) {
    return { userId };
  }

  @Post()
  save() {
    return {};
  }
}

describe.each(ADAPTERS)('PageAuthGuard on a route of the app on %s', (adapter) => {
  let base: TestBackend;
  let app: ModuleApp;

  beforeAll(async () => {
    base = await TestBackend.create();
    app = await ModuleApp.start(base, adapter, { controllers: [DashboardController] });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });

  /** Returns a signed-in browser whose access cookie has expired. */
  async function browserWithExpiredAccess(): Promise<TestBrowser> {
    const browser = await base.signedIn('google', 'vera', app.browser());
    browser.cookies.delete('access');
    return browser;
  }

  it('refreshes the session within the same request', async () => {
    const browser = await browserWithExpiredAccess();
    const refreshToken = browser.cookie('refresh');
    const { status, body } = await browser.request('/dashboard');
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({ userId: expect.any(String) });
    expect(browser.cookie('access')).toBeDefined();
    expect(browser.cookie('refresh')).not.toBe(refreshToken);
  });

  it('accepts a form of a page of the app, and rejects one of another site', async () => {
    const browser = await browserWithExpiredAccess();
    const crossSite = await browser.submit('/dashboard', {}, { origin: 'https://e.example' });
    expect(crossSite.status).toBe(403);
    expect((await browser.submit('/dashboard')).status).toBe(201);
  });

  it('keeps the refresh token when another site initiates the request', async () => {
    const browser = await browserWithExpiredAccess();
    const refreshToken = browser.cookie('refresh');
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await browser.request('/dashboard', { headers })).status).toBe(200);
    expect(browser.cookie('access')).toBeDefined();
    expect(browser.cookie('refresh')).toBe(refreshToken);
  });

  it('accepts the forms of the account page when it is a global guard', async () => {
    const guarded = await ModuleApp.start(base, adapter, {
      providers: [{ provide: APP_GUARD, useExisting: PageAuthGuard }],
    });
    try {
      const browser = guarded.browser(await browserWithExpiredAccess());
      expect((await browser.submit('/auth/sessions/end-others')).location).toBe('/');
      expect((await browser.request('/')).body).toContain('You are signed out everywhere else.');
    } finally {
      await guarded.stop();
    }
  });

  it('redirects to the login page and back without a session', async () => {
    const { status, location } = await app.browser().request('/dashboard');
    expect(status).toBe(303);
    expect(location).toBe('/login?returnTo=%2Fdashboard');
  });

  it('clears the cookies of a revoked session and redirects to the login page', async () => {
    const browser = await browserWithExpiredAccess();
    const copy = app.browser(browser);
    await copy.submit('/auth/logout');
    expect((await browser.request('/dashboard')).status).toBe(303);
    expect(browser.cookie('refresh')).toBeUndefined();
  });
});
