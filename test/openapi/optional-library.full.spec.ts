import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { TestApp } from '../support/test-app.js';

const DIST = pathToFileURL(join(import.meta.dirname, '../../dist/')).href;

const dataUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;

/** Makes `@nestjs/swagger` unresolvable, as if it was not installed. */
const HIDE_LIBRARY = dataUrl(`
  import { register } from 'node:module';
  register(${JSON.stringify(
    dataUrl(`
      export function resolve(specifier, context, next) {
        if (specifier.startsWith('@nestjs/swagger')) throw new Error('not installed');
        return next(specifier, context);
      }`),
  )});`);

/** Starts the built app, sends a request to each path, and prints the results as JSON. */
const PROGRAM = `
  const library = await import('@nestjs/swagger').then(() => 'found', () => 'missing');
  const { createApp } = await import('${DIST}app/create-app.js');
  const { readEnvironment } = await import('${DIST}app/environment.js');
  const app = await createApp(readEnvironment(process.env), undefined, false);
  await app.listen(Number(process.env.PORT), 'localhost');
  const get = async (path) => (await fetch(process.env.PUBLIC_URL + path)).status;
  const statuses = [await get('/login'), await get('/.well-known/jwks.json'), await get('/auth/sessions')];
  await app.close();
  console.log(JSON.stringify({ library, statuses }));`;

describe('an app without @nestjs/swagger', () => {
  let base: TestApp;

  beforeAll(async () => {
    base = await TestApp.start('fastify');
  });
  afterAll(() => base.stop());

  it(
    'loads the controllers of the module and serves their routes',
    { timeout: 120_000 },
    async () => {
      const port = await freePort();
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [`--import=${HIDE_LIBRARY}`, '--input-type=module', '--eval', PROGRAM],
        {
          env: { ...base.variables, PORT: String(port), PUBLIC_URL: `http://localhost:${port}` },
          timeout: 110_000,
        },
      );
      expect(JSON.parse(stdout)).toEqual({ library: 'missing', statuses: [200, 200, 401] });
    },
  );
});
