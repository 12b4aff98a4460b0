import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openApiOfApp } from '../../src/app/openapi.js';
import { openApiOfSocialAuth } from '../../src/social-auth/index.js';
import { SocialAuthError, type ErrorCode } from '../../src/social-auth/core/errors.js';
import { toErrorResponse } from '../../src/social-auth/http/errors/error-response.js';
import { ERROR_MESSAGES } from '../../src/social-auth/pages/error-messages.js';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import { Contract } from './contract.js';

const OPTIONS = {
  publicUrl: 'https://app.example',
  providers: [{ name: 'google' }, { name: 'mine' }],
};
const document = openApiOfApp({ ...OPTIONS, metrics: true });
const contract = new Contract(document);

describe('the OpenAPI document', () => {
  const validator = new Validator();

  it.each([
    ['with providers', document],
    ['without any', openApiOfApp({ ...OPTIONS, providers: [], metrics: false })],
  ])('is valid OpenAPI 3.1 %s', async (_, valid) => {
    const { errors } = await validator.validate({ ...valid });
    expect(errors).toBeUndefined();
    expect(validator.version).toBe('3.1');
  });

  it('refers to nothing that it does not have, and has nothing that nothing refers to', () => {
    const references = JSON.stringify(document).match(/#\/components\/[\w/]+/g) ?? [];
    const { securitySchemes: _, ...components } = document.components;
    const had = Object.entries(components).flatMap(([kind, members]) =>
      Object.keys(members).map((name) => `#/components/${kind}/${name}`),
    );
    expect([...new Set(references)].toSorted()).toEqual(had.toSorted());
  });

  it('asks for no security scheme or tag that it does not explain', () => {
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
    const schemes = operations.flatMap(({ security }) => security.flatMap(Object.keys));
    expect(new Set(schemes)).toEqual(new Set(Object.keys(document.components.securitySchemes)));
    const tags = operations.flatMap((operation) => operation.tags);
    expect(new Set(tags)).toEqual(new Set(document.tags.map(({ name }) => name)));
  });

  it.each([
    ['https://app.example', ['__Host-access', '__Host-refresh']],
    ['http://localhost:3000', ['access', 'refresh']],
  ])('calls the cookies by the names they have at %s', (publicUrl, names) => {
    const { securitySchemes } = openApiOfSocialAuth({ ...OPTIONS, publicUrl }).components;
    const called = Object.values(securitySchemes).flatMap((each) =>
      'name' in each ? each.name : [],
    );
    expect(called).toEqual(names);
  });

  it('offers the providers that there are', () => {
    const [provider] = document.paths['/auth/{provider}']?.post?.parameters ?? [];
    expect(provider?.schema.enum).toEqual(['google', 'mine']);
  });

  it('can be changed by who asked for it without changing it for others', () => {
    openApiOfSocialAuth(OPTIONS).tags.pop();
    expect(openApiOfSocialAuth(OPTIONS).tags).toHaveLength(6);
  });
});

/** Of the codes that are not thrown by the module but answered by the app. */
const APP_STATUS = new Map([
  ['not_found', 404],
  ['method_not_allowed', 405],
  ['payload_too_large', 413],
  ['server_error', 500],
  ['service_unavailable', 503],
]);

describe('the codes of errors', () => {
  const codes = Object.keys(ERROR_MESSAGES);
  let documented: Map<string, string>;

  beforeAll(async () => {
    const text = await readFile(
      join(import.meta.dirname, '../../docs/reference/errors.md'),
      'utf8',
    );
    const rows = [...text.matchAll(/^\| `(\w+)` +\| ([\dx, ]+?) +\|/gm)];
    documented = new Map(rows.map(([, code = '', status = '']) => [code, status]));
  });

  it('are the same in the code, in the documentation and in the document', () => {
    const { AuthError } = document.components.schemas;
    expect(AuthError?.properties?.['code']?.enum).toEqual(codes);
    expect([...documented.keys()].toSorted()).toEqual(codes.toSorted());
  });

  it('have the status that is documented', () => {
    for (const code of codes) {
      const thrown = () =>
        toErrorResponse(new SocialAuthError(code as ErrorCode, { reason: '' })).status;
      const status = APP_STATUS.get(code) ?? thrown();
      expect([code, documented.get(code)?.split(',')[0]]).toEqual([code, String(status)]);
    }
  });
});

/** As much of Express as tells which routes it has. */
interface Express {
  router: { stack: { route?: { path: string | string[]; methods: Record<string, boolean> } }[] };
}

describe('of the routes of the app', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start('express', { METRICS: 'true' });
  });
  afterAll(() => app.stop());

  it('each is in the document, and the document has no other', () => {
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
    expect(registered.toSorted()).toEqual(contract.operations.toSorted());
  });
});

const NO_PROVIDERS = {
  GOOGLE_CLIENT_ID: '',
  GOOGLE_CLIENT_SECRET: '',
  GITHUB_CLIENT_ID: '',
  GITHUB_CLIENT_SECRET: '',
};

describe('the page of the document', () => {
  let app: TestApp;

  afterEach(() => app.stop());

  it.each(ADAPTERS)(
    'is served in development on %s, with the document as JSON',
    async (adapter) => {
      app = await TestApp.start(adapter, { NODE_ENV: 'development' });
      const browser = app.browser();
      const page = await browser.request('/docs');
      expect(page.status).toBe(200);
      expect(page.headers.get('content-type')).toContain('text/html');
      const parts = [...page.body.matchAll(/(?:src|href)="\.?(\/?docs\/[^"]+)"/g)];
      expect(parts.length).toBeGreaterThan(3);
      for (const [, path = ''] of parts) {
        const { status } = await browser.request(path.startsWith('/') ? path : `/${path}`);
        expect([path, status]).toEqual([path, 200]);
      }
      const served = await browser.json('/docs-json');
      const providers = [{ name: 'google' }, { name: 'github' }];
      const { origin: publicUrl } = app;
      expect(served).toEqual(openApiOfApp({ publicUrl, providers, metrics: false }));
    },
  );

  it.each(ADAPTERS)(
    'is absent in production on %s, and its library not loaded',
    async (adapter) => {
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
    },
  );
});
