// Checks the packed package. The checks cover its manifest, its types in each mode of module resolution, and its public
// API.  `node scripts/check-package.mjs --update` updates the API reports in docs/api.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { rolldown } from 'rolldown';

/**
 * Maximum size of the browser client in bytes, minified and compressed with gzip. README.md and the docs contain this
 * size.
 */
const MAX_CLIENT_BYTES = 5000;

const root = join(import.meta.dirname, '..');
const temporary = mkdtempSync(join(tmpdir(), 'package-'));
const update = process.argv.includes('--update');

const run = (command, ...parameters) =>
  execFileSync(command, parameters, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });

/** Runs the command of an installed package. */
const check = (name, ...parameters) => console.log(run('npx', '--no-install', name, ...parameters));

/** Packs the package, and returns the path of the tarball. */
const pack = (folder) => {
  const output = run('npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder);
  const [{ filename, size }] = Object.values(JSON.parse(output));
  console.log(`${filename}: ${Math.round(size / 1024)} KiB`);
  return join(folder, filename);
};

/** Returns the configuration that compares the exported declarations of an entry with its report. */
const extractorConfig = ({ entry, declarations }) =>
  ExtractorConfig.prepare({
    packageJsonFullPath: join(root, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(root, declarations),
      compiler: { tsconfigFilePath: join(root, 'tsconfig.package.json') },
      newlineKind: 'lf',
      apiReport: {
        enabled: true,
        reportFileName: `${entry}.api.md`,
        reportFolder: join(root, 'docs/api'),
        reportTempFolder: join(temporary, 'api'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: { default: { logLevel: 'none' } },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });

/** Compares the public API of all entries with their reports. */
const checkApi = () => {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const entries = Object.entries(exports)
    .filter(([, target]) => typeof target !== 'string')
    .map(([path, target]) => ({
      entry: path === '.' ? 'index' : path.slice(2),
      declarations: target.types,
    }));
  const configs = entries.map(extractorConfig);
  const compilerState = CompilerState.create(configs[0], {
    additionalEntryPoints: configs.slice(1).map((config) => config.mainEntryPointFilePath),
  });
  for (const [index, config] of configs.entries()) {
    const options = { localBuild: update, showVerboseMessages: false, compilerState };
    if (Extractor.invoke(config, options).succeeded) continue;
    throw new Error(
      `The public API of "${entries[index].entry}" has changed. Run "npm run api:update", and review the change of docs/api.`,
    );
  }
};

const checkClientSize = async () => {
  const bundle = await rolldown({ input: join(root, 'lib/client/index.js'), platform: 'browser' });
  const { output } = await bundle.generate({ format: 'esm', minify: true, sourcemap: false });
  const { length } = gzipSync(output[0].code);
  console.log(`client: ${length} bytes after gzip`);
  if (output.length > 1 || output[0].imports.length > 0) throw new Error('The client has imports.');
  if (length > MAX_CLIENT_BYTES) {
    throw new Error(`The client is larger than ${MAX_CLIENT_BYTES} bytes.`);
  }
};

mkdirSync(join(root, 'docs/api'), { recursive: true });
try {
  await checkClientSize();
  const tarball = pack(temporary);
  check('publint', tarball, '--strict');
  check('attw', tarball, '--profile', 'node16', '--ignore-rules', 'cjs-resolves-to-esm');
  checkApi();
} finally {
  rmSync(temporary, { recursive: true });
}
