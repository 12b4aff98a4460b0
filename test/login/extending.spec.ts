import { Controller, Get, Injectable, Post, Req, UseGuards } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AccessTokenService,
  Clock,
  CurrentPrincipal,
  JwtAuthGuard,
  JwtRefreshGuard,
  SameOriginGuard,
  SessionCookies,
  SessionStatus,
  type HttpRequest,
  type Principal,
  type RefreshRequest,
} from '../../src/social-auth/index.js';
import { ModuleApp } from '../support/module-app.js';
import { ADAPTERS, TestApp } from '../support/test-app.js';

@Injectable()
class QueryTokenService {
  tokenOf({ url }: HttpRequest): string | undefined {
    return new URL(url, 'http://localhost').searchParams.get('token') ?? undefined;
  }
}

/** Also accepts an access token in the query, as an app may need for downloads. */
@Injectable()
class QueryTokenGuard extends JwtAuthGuard {
  constructor(
    accessTokens: AccessTokenService,
    sessionStatus: SessionStatus,
    cookies: SessionCookies,
    sameOrigin: SameOriginGuard,
    clock: Clock,
    reflector: Reflector,
    private readonly queryTokens: QueryTokenService,
  ) {
    super(accessTokens, sessionStatus, cookies, sameOrigin, clock, reflector);
  }

  protected override getToken(request: HttpRequest): string | undefined {
    return super.getToken(request) ?? this.queryTokens.tokenOf(request);
  }
}

@Controller('own')
class OwnController {
  @UseGuards(QueryTokenGuard)
  @Get('download')
  download(@CurrentPrincipal() { sessionId }: Principal) {
    return { sessionId };
  }

  @UseGuards(JwtRefreshGuard)
  @Post('refresh-claims')
  refreshClaims(@Req() { refreshClaims }: RefreshRequest) {
    return { sessionId: refreshClaims?.sessionId };
  }
}

describe.each(ADAPTERS)('an app that extends the module on %s', (adapter) => {
  let base: TestApp;
  let app: ModuleApp;

  beforeAll(async () => {
    base = await TestApp.start(adapter);
    app = await ModuleApp.start(base, adapter, {
      controllers: [OwnController],
      providers: [QueryTokenService],
    });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });

  it('can override a step of JwtAuthGuard with a service of its own', async () => {
    const signedIn = await base.signedIn('google');
    const { sessionId } = await signedIn.json<{ sessionId: string }>('/api/me');
    const token = signedIn.cookie('access') ?? '';
    const browser = app.browser();
    expect(await browser.json(`/own/download?token=${token}`)).toEqual({ sessionId });
    expect((await browser.request('/own/download?token=x')).location).toContain('/login');
  });

  it('can use JwtRefreshGuard on a route of its own', async () => {
    const signedIn = await base.signedIn('google');
    const { sessionId } = await signedIn.json<{ sessionId: string }>('/api/me');
    const { body } = await app.browser(signedIn).submit('/own/refresh-claims');
    expect(JSON.parse(body)).toEqual({ sessionId });
    const rejected = await app.browser().submit('/own/refresh-claims');
    expect(rejected).toMatchObject({ status: 303, location: '/login' });
  });
});
