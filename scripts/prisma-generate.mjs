// Generates the Prisma client if the schema or this script has changed since the last run.  The Prisma CLI would
// download a native engine, although `generate` never runs it. Setting the path of the engine to another executable
// prevents the download, so the build needs no host except the package registry.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const packageJson = createRequire(import.meta.url).resolve('prisma/package.json');
const { bin, version } = JSON.parse(readFileSync(packageJson, 'utf8'));
const output = join(root, 'src/generated/prisma');
const stamp = join(output, '.schema-hash');
const schemaFiles = readdirSync(join(root, 'prisma')).filter((name) => name.endsWith('.prisma'));
const schemas = schemaFiles.toSorted().map((name) => readFileSync(join(root, 'prisma', name)));
const script = readFileSync(import.meta.filename);
const inputs = Buffer.concat([Buffer.from(version), script, ...schemas]);
const hash = createHash('sha256').update(inputs).digest('hex');

/**
 * Imports the runtime of Prisma as an ES module. Otherwise, Node.js imports the CommonJS build of 200 kB, and Node.js
 * 20 needs 0.1 s of CPU time to find the exports of this build.
 */
function importRuntimeAsModule() {
  const files = readdirSync(output, { recursive: true }).filter((name) => name.endsWith('.ts'));
  for (const file of files.map((name) => join(output, name))) {
    const source = readFileSync(file, 'utf8');
    const runtime = '@prisma/client/runtime/client';
    writeFileSync(file, source.replaceAll(`"${runtime}"`, `"${runtime}.mjs"`));
  }
}

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) {
  const cli = join(dirname(packageJson), bin.prisma ?? bin);
  execFileSync(process.execPath, [cli, 'generate', '--no-hints'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1', ...process.env },
  });
  importRuntimeAsModule();
  writeFileSync(stamp, hash);
}
