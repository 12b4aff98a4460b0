import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as swagger from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createOpenApiDocument } from '../../src/app/openapi.js';
import { SocialAuthError, type ErrorCode } from '../../src/social-auth/core/errors.js';
import { toErrorResponse } from '../../src/social-auth/http/errors/error-response.js';
import { ERROR_MESSAGES } from '../../src/social-auth/core/messages/english-errors.js';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import { asServed, Contract, type DocumentUnderTest } from './contract.js';

/** The part of Express that contains its routes. */
interface Express {
  router: { stack: { route?: { path: string | string[]; methods: Record<string, boolean> } }[] };
}

describe('the OpenAPI document of the reference app', () => {
  let app: TestApp;
  let document: DocumentUnderTest;

  beforeAll(async () => {
    app = await TestApp.start('express', { METRICS: 'true', PROVIDER_TOKENS: 'true' });
    document = asServed(createOpenApiDocument(app.app, { PUBLIC_URL: app.origin }, swagger));
  });
  afterAll(() => app.stop());

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { errors } = await validator.validate({ ...document });
    expect(errors).toBeUndefined();
    expect(validator.version).toBe('3.1');
  });

  it('contains every route of the app and no other', () => {
    const { router } = app.app.getHttpAdapter().getInstance() as Express;
    const registered = router.stack.flatMap(({ route }) => {
      if (route === undefined) return [];
      const methods = Object.keys(route.methods).map((method) => method.toUpperCase());
      return [route.path].flat().flatMap((path) => {
        const template = path.replaceAll(/:(\w+)/g, '{$1}');
        return methods.map((method) => `${method} ${template}`);
      });
    });
    expect(registered.length).toBeGreaterThan(15);
    expect(registered.toSorted()).toEqual(new Contract(document).operations.toSorted());
  });

  it('contains exactly the schemas that it refers to', () => {
    const references = JSON.stringify(document).match(/#\/components\/[\w/]+/g) ?? [];
    const schemas = Object.keys(document.components.schemas);
    expect([...new Set(references)].toSorted()).toEqual(
      schemas.map((name) => `#/components/schemas/${name}`).toSorted(),
    );
  });

  it('describes exactly the security schemes and tags that its operations use', () => {
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
    const schemes = operations.flatMap(({ security }) => security.flatMap(Object.keys));
    expect(new Set(schemes)).toEqual(
      new Set(Object.keys(document.components.securitySchemes ?? {})),
    );
    const tags = operations.flatMap((operation) => operation.tags);
    expect(new Set(tags)).toEqual(new Set(document.tags.map(({ name }) => name)));
  });

  it('identifies each operation by an id of its own', () => {
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('lists the configured providers, and names the cookies as they are on plain-http localhost', () => {
    const [provider] = document.paths['/auth/{provider}']?.['post']?.parameters ?? [];
    expect(provider?.schema).toEqual({ type: 'string', enum: ['google', 'github'] });
    const [refresh] = document.paths['/auth/refresh']?.['post']?.parameters ?? [];
    expect(refresh).toMatchObject({ in: 'cookie', name: 'refresh' });
    expect(document.components.securitySchemes?.['cookie']?.name).toBe('access');
  });

  it('lists every error code', () => {
    const { AuthError } = document.components.schemas;
    expect(AuthError?.properties?.['code']?.enum).toEqual(Object.keys(ERROR_MESSAGES));
  });
});

/** Status of the codes that the app returns, not the module. */
const APP_STATUS = new Map([
  ['not_found', 404],
  ['method_not_allowed', 405],
  ['payload_too_large', 413],
  ['server_error', 500],
  ['service_unavailable', 503],
]);

describe('the reference of the errors', () => {
  const codes = Object.keys(ERROR_MESSAGES);
  let documented: Map<string, string>;

  beforeAll(async () => {
    const page = join(import.meta.dirname, '../../docs/reference/errors.md');
    const rows = [...(await readFile(page, 'utf8')).matchAll(/^\| `(\w+)` +\| ([\dx, ]+?) +\|/gm)];
    documented = new Map(rows.map(([, code = '', status = '']) => [code, status]));
  });

  it('contains every error code and no other', () => {
    expect([...documented.keys()].toSorted()).toEqual(codes.toSorted());
  });

  it('states the status of every error code', () => {
    for (const code of codes) {
      const thrown = () =>
        toErrorResponse(new SocialAuthError(code as ErrorCode, { reason: '' })).status;
      const status = APP_STATUS.get(code) ?? thrown();
      expect([code, documented.get(code)?.split(',')[0]]).toEqual([code, String(status)]);
    }
  });
});

const NO_PROVIDERS = {
  GOOGLE_CLIENT_ID: '',
  GOOGLE_CLIENT_SECRET: '',
  GITHUB_CLIENT_ID: '',
  GITHUB_CLIENT_SECRET: '',
};

describe.each(ADAPTERS)('on %s the page of the OpenAPI document', (adapter) => {
  let app: TestApp;

  afterEach(() => app.stop());

  it('is served in development with its policy, and with the document as JSON', async () => {
    app = await TestApp.start(adapter, { NODE_ENV: 'development' });
    const browser = app.browser();
    const page = await browser.request('/docs');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    // The policy allows only what the page contains: scripts of the app, and inline styles.
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';/,
    );
    expect(page.body).not.toMatch(/<script(?![^>]*\ssrc=)/);
    const parts = [...page.body.matchAll(/(?:src|href)="\.?(\/?docs\/[^"]+)"/g)];
    expect(parts.length).toBeGreaterThan(3);
    for (const [, path = ''] of parts) {
      const { status } = await browser.request(path.startsWith('/') ? path : `/${path}`);
      expect([path, status]).toEqual([path, 200]);
    }
    const document = createOpenApiDocument(app.app, { PUBLIC_URL: app.origin }, swagger);
    expect(await browser.json('/docs-json')).toEqual(asServed(document));
  });

  it('is absent in production, where the library is not loaded', async () => {
    vi.doMock('@nestjs/swagger', () => {
      throw new Error('the library was loaded');
    });
    try {
      app = await TestApp.start(adapter, {
        NODE_ENV: 'production',
        PUBLIC_URL: 'https://app.example',
        ...NO_PROVIDERS,
      });
      for (const path of ['/docs', '/docs/', '/docs-json', '/docs-yaml', '/docs/index.html']) {
        expect([path, (await app.browser().request(path)).status]).toEqual([path, 404]);
      }
    } finally {
      vi.doUnmock('@nestjs/swagger');
    }
  });
});
