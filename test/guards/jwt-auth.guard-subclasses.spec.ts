import { Controller, Get, Injectable, UseGuards, type ExecutionContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JwtAuthGuard, OptionalAuth, Public, Roles } from '../../src/social-auth/index.js';
import { ModuleApp } from '../support/module-app.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestBackend } from '../support/test-backend.js';
import { ThingsController } from './guarded-controllers.js';

/** Reads the request from the third argument, as a GraphQL guard does. */
@Injectable()
class GqlAuthGuard extends JwtAuthGuard {
  protected override getRequest(context: ExecutionContext) {
    return context.getArgByIndex<{ req: ReturnType<JwtAuthGuard['getRequest']> }>(2).req;
  }
}

/** Does not throw for a request without a valid token. */
@Injectable()
class PermissiveGuard extends JwtAuthGuard {
  protected override handleUnauthenticated() {
    return undefined;
  }
}

@UseGuards(PermissiveGuard)
@Controller('permissive')
class PermissiveController {
  @Public()
  @Get('public')
  open() {
    return {};
  }

  @OptionalAuth()
  @Get('optional')
  optional() {
    return {};
  }

  @Get('closed')
  closed() {
    return {};
  }

  @Roles('admin')
  @Get('admin')
  admin() {
    return {};
  }
}

describe.each(MAIN_ADAPTERS)('a subclass of JwtAuthGuard on %s', (adapter) => {
  let base: TestBackend;
  let app: ModuleApp;

  beforeAll(async () => {
    base = await TestBackend.create();
    app = await ModuleApp.start(base, adapter, {
      controllers: [PermissiveController],
      providers: [GqlAuthGuard],
    });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });

  it('guards other contexts when it overrides getRequest()', async () => {
    const browser = await base.signedIn('google', 'vera', app.browser());
    const guard = app.app.get(GqlAuthGuard);
    const contextOf = (headers: object) => {
      const request = { req: { method: 'POST', url: '/graphql', headers } };
      const context = {
        getType: () => 'graphql',
        getHandler: () =>
          Object.getOwnPropertyDescriptor(ThingsController.prototype, 'mine')?.value as object,
        getClass: () => ThingsController,
        getArgByIndex: () => request,
      } as unknown as ExecutionContext;
      return { request, context };
    };
    const { request, context } = contextOf({ authorization: `Bearer ${browser.cookie('access')}` });
    expect(await guard.canActivate(context)).toBe(true);
    expect(request.req).toHaveProperty('principal.clientId', 'browser');
    await expect(guard.canActivate(contextOf({}).context)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('denies access without a principal even if handleUnauthenticated() does not throw', async () => {
    const status = async (path: string) =>
      (await app.browser().request(`/permissive/${path}`)).status;
    expect([await status('public'), await status('optional')]).toEqual([200, 200]);
    expect([await status('closed'), await status('admin')]).toEqual([403, 403]);
  });
});
