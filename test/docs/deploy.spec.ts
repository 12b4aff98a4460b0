import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { ModuleApp } from '../support/module-app.js';
import { ADAPTERS } from '../support/test-app.js';
import { TestBackend } from '../support/test-backend.js';
import { documents, readDocument, ROOT } from './documents.js';
import { HealthController } from './examples/health.controller.js';
import { PrismaService } from './examples/prisma.service.js';

const page = readDocument('docs/guides/deploy.md');
const EXAMPLE_APP = 'examples/express';

/** The code blocks of a language on the page. */
const blocks = (language: string, text = page) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, code = '']) => code,
  );

interface Service {
  build?: { target: string };
  environment?: Record<string, string>;
  depends_on?: string[] | Record<string, { condition: string }>;
  volumes?: string[];
  healthcheck?: object;
}

interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, null>;
}

const [composeText = '', ...manifests] = blocks('yaml');
const compose = parseAllDocuments(composeText, { merge: true })[0]?.toJS() as Compose;

describe('a YAML file in the documentation', () => {
  const files = documents().flatMap(({ path, text }) =>
    blocks('ya?ml', text).map((code) => [path, code] as const),
  );

  it.each(files)('in %s is valid YAML without repeated keys', (_, code) => {
    for (const document of parseAllDocuments(code)) {
      expect([...document.errors, ...document.warnings]).toEqual([]);
    }
  });
});

describe('the Dockerfile in the guide', () => {
  const [dockerfile = ''] = blocks('dockerfile');
  const instructions = dockerfile
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+/));
  const stages = instructions.flatMap(([name, , as, stage]) =>
    name === 'FROM' && as === 'AS' ? [stage] : [],
  );

  it('consists of known instructions, and copies from stages that exist', () => {
    for (const [name = '', ...parameters] of instructions) {
      expect(['CMD', 'COPY', 'ENV', 'EXPOSE', 'FROM', 'RUN', 'USER', 'WORKDIR']).toContain(name);
      const [, from] = /^--from=(.*)$/.exec(parameters[0] ?? '') ?? [];
      if (from !== undefined) expect(stages).toContain(from);
      if (name === 'CMD') expect(JSON.parse(parameters.join(' '))).toBeInstanceOf(Array);
    }
  });

  it('runs every stage that starts a process without root', () => {
    const starts = instructions.flatMap(([name], index) => (name === 'CMD' ? [index] : []));
    for (const index of starts) {
      const before = instructions.slice(0, index);
      const from = before.findLastIndex(([name]) => name === 'FROM');
      expect(before.slice(from)).toContainEqual(['USER', 'node']);
    }
  });

  it('uses scripts and files of an app that nest new and nest add have made', () => {
    const manifest = JSON.parse(readDocument(`${EXAMPLE_APP}/package.json`)) as {
      scripts: Record<string, string>;
    };
    for (const [, script = ''] of dockerfile.matchAll(/npm run ([\w:]+)/g)) {
      expect(manifest.scripts).toHaveProperty(script);
    }
    const [, main = ''] = /"dist\/(\w+)\.js"/.exec(dockerfile) ?? [];
    expect(existsSync(join(ROOT, EXAMPLE_APP, `src/${main}.ts`))).toBe(true);
  });

  it('has the stages that the Compose file and the text build', () => {
    const targets = Object.values(compose.services).flatMap(({ build }) => build?.target ?? []);
    const inText = [...page.matchAll(/--target (\w+)/g)].map(([, target]) => target);
    for (const target of [...targets, ...inText]) expect(stages).toContain(target);
  });
});

describe('the Compose file in the guide', () => {
  it('refers to services and volumes that exist, and waits for what it needs', () => {
    for (const { depends_on = [], volumes = [] } of Object.values(compose.services)) {
      const dependencies = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on);
      for (const name of dependencies) expect(compose.services).toHaveProperty(name);
      const named = volumes.map((volume) => volume.split(':')[0] ?? '');
      for (const name of named.filter((each) => !each.startsWith('.'))) {
        expect(compose.volumes).toHaveProperty(name);
      }
    }
    expect(compose.services['database']).toHaveProperty('healthcheck');
    const [, upstream = ''] = /reverse_proxy (\w+):3000/.exec(blocks('caddyfile')[0] ?? '') ?? [];
    expect(compose.services).toHaveProperty(upstream);
  });

  it('sets exactly the variables of .env.example', () => {
    const names = readDocument(`${EXAMPLE_APP}/.env.example`).match(/^\w+(?==)/gm);
    expect(Object.keys(compose.services['app']?.environment ?? {}).toSorted()).toEqual(
      names?.toSorted(),
    );
    expect(compose.services['migrate']?.environment).toEqual(compose.services['app']?.environment);
  });
});

describe.each(ADAPTERS)('the health controller in the guide, on %s', (adapter) => {
  let base: TestBackend;
  let app: ModuleApp;
  let prisma: { $queryRaw: () => Promise<unknown> };

  beforeAll(async () => {
    base = await TestBackend.create();
    prisma = { $queryRaw: () => base.prisma.$queryRaw`SELECT 1` };
    app = await ModuleApp.start(base, adapter, {
      controllers: [HealthController],
      providers: [{ provide: PrismaService, useValue: prisma }],
    });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });

  it('responds at every path that the probes request', async () => {
    const paths = manifests.join().match(/(?<=httpGet: \{ path: )[^,]+/g) ?? [];
    expect(new Set(paths)).toEqual(new Set(['/health', '/ready']));
    for (const path of paths) expect((await app.browser().request(path)).status).toBe(200);
    await expect
      .poll(() => app.browser().json('/ready'))
      .toEqual({ status: 'ok', isFresh: true, isClockSynchronized: true });
  });

  it('is alive but not ready while the database is unavailable', async () => {
    prisma.$queryRaw = () => Promise.reject(new Error('connection refused'));
    expect((await app.browser().request('/health')).status).toBe(200);
    expect((await app.browser().request('/ready')).status).toBe(503);
  });
});
