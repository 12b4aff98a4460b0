import fastifyCompress from '@fastify/compress';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import {
  Catch,
  Controller,
  Get,
  HttpException,
  Injectable,
  UseGuards,
  ValidationPipe,
  type ArgumentsHost,
  type ExceptionFilter,
  type INestApplication,
  type NestInterceptor,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, HttpAdapterHost } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import compression from 'compression';
import cookieParser from 'cookie-parser';
import helmet from 'helmet';
import { map } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JwtAuthGuard, PageAuthGuard } from '../../src/social-auth/index.js';
import { ApiKeyGuard } from '../docs/examples/routing.js';
import { ADAPTERS, type Adapter } from '../support/test-app.js';
import { TestBackend } from '../support/test-backend.js';
import { useAllRoutes, withApp } from './journey.js';

@Controller('guarded')
@UseGuards(JwtAuthGuard)
class GuardedController {
  @Get()
  show() {
    return { shown: true };
  }
}

/** Replaces every response, also an undefined one. */
@Injectable()
class WrapInterceptor implements NestInterceptor {
  intercept(...[, next]: Parameters<NestInterceptor['intercept']>) {
    return next.handle().pipe(map((data: unknown) => ({ data: data ?? null })));
  }
}

/** Responds to every error with its status. */
@Catch()
@Injectable()
class CatchAllFilter implements ExceptionFilter {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const status = error instanceof HttpException ? error.getStatus() : 500;
    const body = { caught: error instanceof HttpException ? error.getResponse() : null };
    this.adapterHost.httpAdapter.reply(host.switchToHttp().getResponse(), body, status);
  }
}

async function usePlugins(app: INestApplication, adapter: Adapter): Promise<void> {
  if (adapter === 'express') {
    app.use(helmet(), cookieParser('secret of the app'), compression({ threshold: 0 }));
    (app as NestExpressApplication).useBodyParser('urlencoded', { extended: true });
    return;
  }
  const fastify = app as NestFastifyApplication;
  await fastify.register(fastifyHelmet);
  await fastify.register(fastifyCookie, { secret: 'secret of the app' });
  await fastify.register(fastifyCompress, { threshold: 0 });
}

describe.each(ADAPTERS)('on %s, every route works', (adapter) => {
  let base: TestBackend;

  beforeAll(async () => {
    base = await TestBackend.create();
  });
  afterAll(() => base.stop());

  it('with a ValidationPipe that rejects unknown properties', () => {
    const pipe = new ValidationPipe({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      validateCustomDecorators: true,
    });
    return withApp(base, adapter, { configure: (app) => app.useGlobalPipes(pipe) }, (app) =>
      useAllRoutes(base, app.browser()),
    );
  });

  it.each([
    ['of the app', undefined],
    ['of a module', { provide: APP_INTERCEPTOR, useClass: WrapInterceptor }],
  ])('with an interceptor %s that replaces every response', (_, provider) =>
    withApp(
      base,
      adapter,
      {
        providers: provider === undefined ? [] : [provider],
        configure: (app) => provider ?? app.useGlobalInterceptors(new WrapInterceptor()),
      },
      (app) => useAllRoutes(base, app.browser()),
    ),
  );

  it.each([
    ['a guard of the app', ApiKeyGuard],
    ['the guard of the module', PageAuthGuard],
  ])('with %s for all routes', (_, guard) => {
    const providers = [{ provide: APP_GUARD, useClass: guard }];
    return withApp(base, adapter, { providers, controllers: [GuardedController] }, async (app) => {
      await useAllRoutes(base, app.browser());
      const refused = await app.browser().request('/guarded', { headers: { accept: '*/*' } });
      expect(refused.status).toBe(guard === ApiKeyGuard ? 403 : 401);
    });
  });

  it.each(['of a module', 'of the app'])('with a catch-all filter %s', (owner) =>
    withApp(
      base,
      adapter,
      {
        controllers: [GuardedController],
        providers:
          owner === 'of the app' ? [] : [{ provide: APP_FILTER, useClass: CatchAllFilter }],
        configure: (app) =>
          owner === 'of the app' &&
          app.useGlobalFilters(new CatchAllFilter(app.get(HttpAdapterHost))),
      },
      async (app) => {
        await useAllRoutes(base, app.browser());
        const program = { headers: { accept: 'application/json' } };
        const { status, body } = await app.browser().request('/guarded', program);
        expect(status).toBe(401);
        expect(body).toContain('"code":"unauthenticated"');
      },
    ),
  );

  it('with helmet, a cookie parser, compression and body parsers', () =>
    withApp(base, adapter, { configure: (app) => usePlugins(app, adapter) }, async (app) => {
      await useAllRoutes(base, app.browser());
      const { headers } = await app.browser().request('/login');
      expect(headers.get('content-security-policy')).toContain(base.emulator.origin);
      expect(headers.get('content-encoding')).not.toBeNull();
    }));
});
