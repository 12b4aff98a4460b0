import { Controller, Get, Injectable, UseGuards } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CurrentPrincipal,
  CurrentUser,
  JwtAuthGuard,
  PageAuthGuard,
  UnauthenticatedError,
  type Principal,
  type User,
} from '../../src/social-auth/index.js';
import { ModuleApp } from '../support/module-app.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser, TestResponse } from '../support/test-browser.js';

/** A guard of the app that rejects users whom the login page considers signed in. */
@Injectable()
class RejectingGuard extends PageAuthGuard {
  protected override authenticate(): undefined {
    return undefined;
  }

  protected override handleUnauthenticated(): never {
    throw new UnauthenticatedError('unauthenticated', { reason: 'rejected by the app' });
  }
}

@Controller('pages')
class PagesController {
  @Get('page-guard')
  @UseGuards(PageAuthGuard)
  page(@CurrentUser() user: User) {
    return { name: user.name };
  }

  @Get('jwt-guard')
  @UseGuards(JwtAuthGuard)
  jwt(@CurrentUser() user: User) {
    return { name: user.name };
  }

  @Get('rejecting-guard')
  @UseGuards(RejectingGuard)
  rejected(@CurrentPrincipal() { userId }: Principal) {
    return { userId };
  }

  @Get('rejecting-handler')
  @UseGuards(PageAuthGuard)
  rejecting() {
    throw new UnauthenticatedError('unauthenticated', { reason: 'rejected by the app' });
  }
}

describe.each(MAIN_ADAPTERS)('redirects between a page and the login page on %s', (adapter) => {
  let base: TestApp;
  let app: ModuleApp;

  beforeAll(async () => {
    base = await TestApp.start(adapter);
    app = await ModuleApp.start(base, adapter, { controllers: [PagesController] });
    // Without the triggers, the feed never receives the deletions: the guards stay in the state before the next poll.
    for (const table of ['User', 'Session']) {
      await base.prisma.$executeRawUnsafe(`ALTER TABLE "${table}" DISABLE TRIGGER USER`);
    }
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });

  /** Follows redirects as a browser does. */
  async function open(
    browser: TestBrowser,
    path: string,
    headers: Record<string, string> = {},
  ): Promise<TestResponse & { urls: string[] }> {
    const urls = [path];
    for (;;) {
      const response = await browser.request(urls.at(-1) ?? '', { headers });
      if (response.status !== 303 || urls.length > 8) return { ...response, urls };
      urls.push(response.location);
    }
  }

  let personas = 0;

  async function signedIn(): Promise<{ browser: TestBrowser; persona: string }> {
    const persona = `deleted-${++personas}`;
    base.emulator.addPersona({ id: persona, name: persona });
    return { browser: app.browser(await base.signedIn('google', persona)), persona };
  }

  it.each(['/pages/page-guard', '/pages/jwt-guard', '/', '/api/me'])(
    'a deleted user who opens %s sees the login page once, and can sign in again',
    async (path) => {
      const { browser, persona } = await signedIn();
      const target = path === '/api/me' ? base.browser() : browser;
      for (const [name, value] of browser.cookies) target.cookies.set(name, value);
      await base.prisma.user.deleteMany({ where: { name: persona } });
      const { status, urls, body } = await open(target, path);
      expect([status, urls.length]).toEqual([200, 2]);
      expect(body).toContain('Your session has ended');
      expect([target.cookie('access'), target.cookie('refresh')]).toEqual([undefined, undefined]);
      const callback = await base.emulator.approve(await target.begin('google', path), persona);
      expect((await open(target, callback)).status).toBe(200);
    },
  );

  it.each(['/pages/rejecting-guard', '/pages/rejecting-handler'])(
    'a page that rejects signed-in users (%s) leads to the login page, which does not redirect back twice',
    async (path) => {
      const { browser, persona } = await signedIn();
      const { status, urls, body } = await open(browser, path);
      expect([status, urls.length <= 4]).toEqual([200, true]);
      expect(body).toContain('Continue with Google');
      const callback = await base.emulator.approve(await browser.begin('google', path), persona);
      const again = await open(browser, callback);
      expect([again.status, again.urls.length <= 6]).toEqual([200, true]);
      expect((await browser.request('/')).status).toBe(200);
    },
  );

  it('a prefetch of a page of a deleted user ends at the login page, too', async () => {
    const { browser, persona } = await signedIn();
    await base.prisma.user.deleteMany({ where: { name: persona } });
    const headers = { 'sec-purpose': 'prefetch' };
    const { status, urls } = await open(browser, '/pages/page-guard', headers);
    expect([status, urls.length]).toEqual([200, 2]);
  });

  it('a client that accepts JSON receives 401, and its cookies are cleared', async () => {
    const { browser, persona } = await signedIn();
    await base.prisma.user.deleteMany({ where: { name: persona } });
    const headers = { accept: 'application/json' };
    expect((await browser.request('/pages/jwt-guard', { headers })).status).toBe(401);
    expect(browser.cookie('refresh')).toBeUndefined();
  });

  it('a browser with an expired access cookie reaches the page through the login page', async () => {
    const { browser } = await signedIn();
    browser.cookies.delete('access');
    const { status, urls } = await open(browser, '/pages/jwt-guard');
    expect([status, urls.length]).toEqual([200, 3]);
  });
});
