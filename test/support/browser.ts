import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import sparticuz, { inflate } from '@sparticuz/chromium';
import axe, { type AxeResults } from 'axe-core';
import { chromium, type Browser, type BrowserServer, type Page } from 'playwright-core';
import { z } from 'zod';

/** The viewports that every page is tested with. */
export const SCREENS = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
} as const;

/** The color schemes that every page is tested with. */
export const SCHEMES = ['light', 'dark'] as const;

const packageJson = z.object({ version: z.string() });

interface Executable {
  readonly executablePath: string;
  readonly env: Record<string, string>;
}

/** The Chromium of this worker, which ends with the worker. */
let server: Promise<BrowserServer> | undefined;

/**
 * Connects to a headless Chromium that the test files of a worker share. A connection sees only its own contexts, and
 * `close()` closes them.
 */
export async function launchBrowser(): Promise<Browser> {
  server ??= launchServer();
  return chromium.connect((await server).wsEndpoint());
}

/** Starts an installed Chromium, or else the one of an npm package, which needs no network. */
async function launchServer(): Promise<BrowserServer> {
  const { executablePath, env } = installedChromium() ?? (await packagedChromium());
  const launched = await chromium.launchServer({
    host: '127.0.0.1',
    executablePath,
    env: { ...definedEnvironment(), ...env },
    // Chromium does not start as root with the sandbox. The tests open their own pages only.
    chromiumSandbox: false,
    args: [
      '--no-zygote',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-dev-shm-usage',
      '--no-pings',
      '--font-render-hinting=none',
    ],
  });
  // Chromium has crashed: the next test file starts another one.
  launched.once('close', () => (server = undefined));
  return launched;
}

/**
 * Runs axe on a page. Scripts of `page.evaluate` are not subject to the CSP of the page.
 *
 * @throws an error that lists the violations
 */
export async function expectNoAxeViolations(page: Page): Promise<void> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source);
  const results = await page.evaluate<AxeResults>(
    'axe.run(document, { resultTypes: ["violations"] })',
  );
  const found = results.violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `  ${node.html}`).join('\n')}`,
  );
  if (found.length > 0) throw new Error(`axe violations on ${page.url()}:\n${found.join('\n')}`);
}

/** Writes `<folder>/<name>-<screen>-<scheme>.png` for each viewport and color scheme. */
export async function screenshots(page: Page, folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [screen, viewport] of Object.entries(SCREENS)) {
    for (const scheme of SCHEMES) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme: scheme });
      const path = join(folder, `${name}-${screen}-${scheme}.png`);
      await page.screenshot({ path, fullPage: true, animations: 'disabled' });
    }
  }
}

function installedChromium(): Executable | undefined {
  const places = [
    process.env['CHROMIUM_PATH'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  const executablePath = places.find((place) => place !== undefined && existsSync(place));
  return executablePath === undefined ? undefined : { executablePath, env: {} };
}

async function packagedChromium(): Promise<Executable> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chromium found: install Chromium or Chrome, or set CHROMIUM_PATH to one.');
  }
  const folder = await unpackedOnce();
  const executablePath = join(folder, 'chromium');
  const env: Record<string, string> = { FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  // Uses the NSS libraries of the package only if the system has none.
  const starts = spawnSync(executablePath, ['--version']).status === 0;
  if (!starts) env['LD_LIBRARY_PATH'] = join(folder, 'al2023', 'lib');
  return { executablePath, env };
}

/** Unpacks into a temporary directory and renames it, so that parallel test files never run a partial browser. */
async function unpackedOnce(): Promise<string> {
  const main = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const root = join(dirname(main), '..', '..');
  const { version } = packageJson.parse(
    JSON.parse(await readFile(join(root, 'package.json'), 'utf8')),
  );
  const folder = join(tmpdir(), `test-chromium-${version}-${userInfo().uid}`);
  if (existsSync(folder)) return folder;
  const staging = await mkdtemp(`${folder}-`);
  await unpackInto(staging, join(root, 'bin'));
  await writeFile(join(staging, 'fonts.conf'), fontsConf(join(folder, 'fonts', 'fonts')));
  try {
    await rename(staging, folder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

async function unpackInto(staging: string, bin: string): Promise<void> {
  const before = process.env['TMPDIR'];
  // The package unpacks to os.tmpdir() only, and reads it before its first await.
  process.env['TMPDIR'] = staging;
  const unpacking = [sparticuz.executablePath(), inflate(join(bin, 'al2023.tar.br'))];
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  await Promise.all(unpacking);
}

/** Prefers the Open Sans of the package, so that screenshots are the same on every system. */
function fontsConf(folder: string): string {
  const prefer = ['system-ui', 'sans-serif'].map(
    (family) =>
      `<match target="pattern"><test name="family"><string>${family}</string></test>` +
      `<edit name="family" mode="prepend" binding="strong"><string>Open Sans</string></edit></match>`,
  );
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<dir>/usr/share/fonts</dir>
<dir>${folder}</dir>
${prefer.join('\n')}
</fontconfig>
`;
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
}
