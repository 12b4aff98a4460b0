import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Controller, Get, Header, type INestApplication } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatGateway } from '../../examples/realtime/src/chat.gateway.js';
import { launchBrowser } from '../support/browser.js';
import { CapturedLog } from '../support/captured-log.js';
import { ModuleApp } from '../support/module-app.js';
import { freePort } from '../support/free-port.js';
import { ADAPTERS, TestApp } from '../support/test-app.js';
import { TestBrowser } from '../support/test-browser.js';

@Controller('blank')
class BlankController {
  @Get()
  @Header('content-type', 'text/html')
  show() {
    return '<!doctype html><title>blank</title>';
  }
}

const SOCKET_IO_CLIENT = join(
  dirname(createRequire(import.meta.url).resolve('socket.io-client/package.json')),
  'dist/socket.io.min.js',
);

/** Runs in the page. Resolves with `connected`, or with the reason of the refusal. */
const CONNECT = {
  ws: `(url, token) => new Promise((resolve) => {
    const socket = new WebSocket(url.replace('http', 'ws'), token ? ['bearer', token] : []);
    socket.onopen = () => resolve('connected ' + socket.protocol);
    socket.onclose = () => resolve('refused');
  })`,
  'socket.io': `(url, token, transports) => new Promise((resolve) => {
    const socket = io(url, { reconnection: false, withCredentials: true, transports, ...(token && { auth: { token } }) });
    socket.on('connect', () => resolve('connected ' + transports[0]));
    socket.on('connect_error', (error) => resolve(error.data?.code ?? error.message));
  })`,
} as const;

describe.each(
  ADAPTERS.flatMap((adapter) => [[adapter, 'ws'] as const, [adapter, 'socket.io'] as const]),
)('in Chromium, a page that connects to a gateway on %s with %s', (adapter, library) => {
  let base: TestApp;
  let app: ModuleApp;
  let other: Server;
  let otherOrigin: string;
  let browser: Browser;
  let access: string;

  beforeAll(async () => {
    [base, browser] = await Promise.all([TestApp.start(adapter), launchBrowser()]);
    const port = await freePort();
    app = await ModuleApp.start(base, adapter, {
      port,
      options: { publicUrl: `http://localhost:${port}` },
      controllers: [BlankController],
      providers: [ChatGateway],
      configure: (nest: INestApplication) =>
        nest.useWebSocketAdapter(library === 'ws' ? new WsAdapter(nest) : new IoAdapter(nest)),
    });
    const otherPort = await freePort();
    other = createServer((_, response) => response.end('<!doctype html><title>other</title>'));
    await new Promise<void>((resolve) => other.listen(otherPort, 'localhost', resolve));
    otherOrigin = `http://localhost:${otherPort}`;
    base.emulator.registerRedirectUri('google', `${app.address}/auth/google/callback`);
    const signedIn = await base.signedIn('google', 'vera', new TestBrowser(app.address));
    access = signedIn.cookie('access') ?? '';
  });
  afterAll(async () => {
    await browser.close();
    await new Promise((resolve) => other.close(resolve));
    await app.stop();
    await base.stop();
  });

  /** Connects on a page of an origin, with the access cookie unless there is a token. */
  const connect = async (origin: string, options: { token?: string; transport?: string } = {}) => {
    const { token, transport = 'websocket' } = options;
    const context = await browser.newContext();
    if (token === undefined) {
      const cookie = { name: 'access', value: access, domain: 'localhost', path: '/' };
      await context.addCookies([{ ...cookie, httpOnly: true, sameSite: 'Lax' }]);
    }
    const page = await context.newPage();
    await page.goto(`${origin}/blank`);
    if (library === 'socket.io') await page.addScriptTag({ path: SOCKET_IO_CLIENT });
    const parameters = JSON.stringify([app.address, token, [transport]]);
    const result = await page.evaluate<string>(`(${CONNECT[library]})(...${parameters})`);
    await context.close();
    return result;
  };

  it('of the own origin connects with the cookie', async () => {
    expect(await connect(app.address)).toMatch(/^connected/);
    if (library === 'socket.io') {
      expect(await connect(app.address, { transport: 'polling' })).toBe('connected polling');
    }
  });

  it('S46 of another port, which is the same site, is refused with the cookie', async () => {
    const log = CapturedLog.start();
    const result = await connect(otherOrigin);
    log.stop();
    expect(result).toBe(library === 'ws' ? 'refused' : 'cross_site_request');
    // The browser has sent the cookie.
    expect(log.lines.join()).toContain('cross_site_request');
  });

  it('of another port connects with a token', async () => {
    const result = await connect(otherOrigin, { token: access });
    expect(result).toBe(library === 'ws' ? 'connected bearer' : 'connected websocket');
  });
});
