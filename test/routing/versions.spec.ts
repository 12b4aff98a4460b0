import { VersioningType, type VersioningOptions } from '@nestjs/common';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { ADAPTERS } from '../support/test-app.js';
import { TestBackend } from '../support/test-backend.js';
import { useAllRoutes, withApp } from './journey.js';

const VERSIONING: [string, VersioningOptions][] = [
  ['URI', { type: VersioningType.URI, defaultVersion: '1' }],
  ['header', { type: VersioningType.HEADER, header: 'X-Version', defaultVersion: '1' }],
  ['media type', { type: VersioningType.MEDIA_TYPE, key: 'v=', defaultVersion: ['1', '2'] }],
  ['custom', { type: VersioningType.CUSTOM, extractor: () => '1', defaultVersion: '1' }],
];

describe.each(ADAPTERS)('on %s, every route works', (adapter) => {
  let base: TestBackend;

  beforeAll(async () => {
    base = await TestBackend.create();
  });
  afterAll(() => base.stop());

  it.each(VERSIONING)('with a default %s version', (_, versioning) =>
    withApp(base, adapter, { configure: (app) => app.enableVersioning(versioning) }, (app) =>
      useAllRoutes(base, app.browser()),
    ),
  );
});
