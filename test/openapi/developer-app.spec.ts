import { Controller, Get, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import * as swagger from '@nestjs/swagger';
import { PrismaPg } from '@prisma/adapter-pg';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createOpenApiDocument } from '../../src/app/openapi.js';
import { PrismaClient } from '../../src/generated/prisma/client.js';
import { google, SocialAuthModule, type ApiRoute } from '../../src/social-auth/index.js';
import { serveDocument } from '../docs/examples/openapi.js';
import { ADAPTERS, TEST_SECRET, TestApp, type Adapter } from '../support/test-app.js';
import { asServed, type DocumentUnderTest } from './contract.js';

@Controller('orders')
class OrdersController {
  @Get()
  list() {
    return [];
  }
}

/** Creates an app of a developer, on the database of a test app. */
function createApp({ database }: TestApp, adapter: Adapter): Promise<INestApplication> {
  const prisma = new PrismaClient({ adapter: new PrismaPg(database.url) });
  const auth = SocialAuthModule.forRoot({
    prisma,
    publicUrl: 'https://shop.example',
    secrets: [TEST_SECRET],
    providers: [google({ clientId: 'id', clientSecret: 'secret' })],
  });

  @Module({ imports: [auth], controllers: [OrdersController] })
  class Root {}

  const http = adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  return NestFactory.create(Root, http, { logger: false, abortOnError: false });
}

/** Creates a document with nothing but the calls of the documentation of `@nestjs/swagger`. */
function createDocument(app: INestApplication, version = '3.0.0'): DocumentUnderTest {
  const config = new swagger.DocumentBuilder()
    .setOpenAPIVersion(version)
    .setTitle('Shop')
    .addBearerAuth()
    .addCookieAuth('__Host-access')
    .build();
  return asServed(swagger.SwaggerModule.createDocument(app, config));
}

function operationOf(paths: DocumentUnderTest['paths'], method: string, path: string): ApiRoute {
  const operation = paths[path]?.[method];
  if (operation === undefined) throw new Error(`${method} ${path} is not documented`);
  return operation;
}

/** Routes of the reference app and of optional features, not of the module. */
const APP_ROUTES = /^\/(api\/me|health|ready|admin\/.*|auth\/account\/merge.*)$/;

describe('SwaggerModule.createDocument() in an app of a developer', () => {
  let base: TestApp;
  let reference: DocumentUnderTest;
  let app: INestApplication | undefined;

  beforeAll(async () => {
    base = await TestApp.start('fastify');
    reference = asServed(createOpenApiDocument(base.app, { PUBLIC_URL: base.origin }, swagger));
  });
  afterEach(() => app?.close());
  afterAll(() => base.stop());

  it.each(ADAPTERS)('documents every route of the module on %s', async (adapter) => {
    app = await createApp(base, adapter);
    const { paths } = createDocument(app);
    const expected = Object.entries(reference.paths).filter(([path]) => !APP_ROUTES.test(path));
    expect(Object.keys(paths).toSorted()).toEqual(
      [...expected.map(([path]) => path), '/orders'].toSorted(),
    );
    for (const [path, item] of expected) {
      const methods = Object.keys(paths[path] ?? {});
      expect([path, methods.toSorted()]).toEqual([path, Object.keys(item).toSorted()]);
      for (const [method, operation] of Object.entries(item)) {
        const { responses, requestBody, summary } = operationOf(paths, method, path);
        expect(Object.keys(responses)).not.toEqual([]);
        expect(operation.responses).toMatchObject(responses);
        expect({ summary, requestBody }).toEqual({
          summary: operation.summary,
          requestBody: operation.requestBody,
        });
      }
    }
  });

  it.each(['3.0.0', '3.1.0'])('creates a valid document of OpenAPI %s', async (version) => {
    app = await createApp(base, 'fastify');
    const validator = new Validator();
    const { errors } = await validator.validate({ ...createDocument(app, version) });
    expect(errors).toBeUndefined();
    expect(validator.version).toBe(version.slice(0, 3));
  });

  it('documents the schemas, and requires only the default security schemes', async () => {
    app = await createApp(base, 'fastify');
    const { components, paths } = createDocument(app);
    const text = JSON.stringify(paths);
    for (const [found] of text.matchAll(/#\/components\/schemas\/\w+/g)) {
      expect(Object.keys(components.schemas)).toContain(found.split('/').at(-1));
    }
    const { '/orders': _, ...modulePaths } = paths;
    const operations = Object.values(modulePaths).flatMap((item) => Object.values(item));
    const schemes = operations.flatMap(({ security }) => security.flatMap(Object.keys));
    expect(new Set(schemes)).toEqual(new Set(Object.keys(components.securitySchemes ?? {})));
  });

  it.each(ADAPTERS)(
    'declares the schemes in the way that the guide shows on %s',
    async (adapter) => {
      app = await createApp(base, adapter);
      const { securitySchemes } = asServed(serveDocument(app)).components;
      expect(securitySchemes).toMatchObject({
        bearer: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: '__Host-access' },
      });
    },
  );

  it('documents the providers and the cookie names of the options', async () => {
    app = await createApp(base, 'fastify');
    const { paths } = createDocument(app);
    const [provider] = operationOf(paths, 'post', '/auth/{provider}').parameters ?? [];
    expect(provider?.schema).toEqual({ type: 'string', enum: ['google'] });
    const [cookie] = operationOf(paths, 'post', '/auth/refresh').parameters ?? [];
    expect(cookie).toMatchObject({ in: 'cookie', name: '__Host-refresh' });
  });

  it('follows the global prefix of the app', async () => {
    app = await createApp(base, 'fastify');
    app.setGlobalPrefix('api');
    const { paths } = createDocument(app);
    expect(Object.keys(paths)).toContain('/api/auth/{provider}/callback');
    const { responses, parameters } = operationOf(paths, 'get', '/api/auth/{provider}/callback');
    expect(responses).toHaveProperty('303');
    expect(parameters?.map(({ name }) => name)).toEqual([
      'provider',
      'state',
      'code',
      'error',
      'iss',
      'form_post',
    ]);
  });
});
