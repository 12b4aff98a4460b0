// Generates the Prisma client when the schema has changed since the last time.
//
// The Prisma CLI would download a native engine that `generate` never runs. The path of any other executable prevents
// this, so the build needs no host except the package registry.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const packageJson = createRequire(import.meta.url).resolve('prisma/package.json');
const { bin, version } = JSON.parse(readFileSync(packageJson, 'utf8'));
const stamp = join(root, 'src/generated/prisma/.schema-hash');
const schemaFiles = readdirSync(join(root, 'prisma')).filter((name) => name.endsWith('.prisma'));
const schemas = schemaFiles.toSorted().map((name) => readFileSync(join(root, 'prisma', name)));
const hash = createHash('sha256').update(version).update(Buffer.concat(schemas)).digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) {
  const cli = join(dirname(packageJson), bin.prisma ?? bin);
  execFileSync(process.execPath, [cli, 'generate', '--no-hints'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1', ...process.env },
  });
  writeFileSync(stamp, hash);
}
