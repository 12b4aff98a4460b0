import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppLogger } from '../../src/app/logging/app-logger.js';
import { ADAPTERS, TestApp } from '../support/test-app.js';

let output = '';

beforeEach(() => {
  output = '';
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      output += String(text);
      return true;
    });
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  Logger.overrideLogger(false);
});

interface Line {
  level: string;
  message: string;
  requestId?: string;
}

const lines = () =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);

/** @returns the request id on the line that a support code leads to. */
const idOf = (supportCode: string) =>
  lines().find(({ message }) => message.includes(supportCode))?.requestId;

describe.each(ADAPTERS)('the logs on %s', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());

  const login = (headers: Record<string, string> = {}) =>
    app.browser().request('/auth/google/callback?code=canary-code&state=canarystate.x', {
      headers,
    });

  const post = (body: string, type: string) =>
    app.browser().request('/auth/token', {
      method: 'POST',
      headers: { 'content-type': type, origin: app.origin, accept: 'application/json' },
      body,
    });

  it('are JSON in production, with the id that the answer carries', async () => {
    Logger.overrideLogger(new AppLogger({ production: true }));
    const { headers } = await login();
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(lines()).toEqual([
      expect.objectContaining({
        level: 'warn',
        context: 'SocialAuth',
        message: expect.stringMatching(/^login_expired \(support code/),
        requestId: headers.get('x-request-id'),
      }),
    ]);
  });

  it('are readable in development, with the id as well', async () => {
    Logger.overrideLogger(new AppLogger({ production: false }));
    const { headers } = await login();
    expect(lines()).toEqual([]);
    expect(stripVTControlCharacters(output)).toContain(
      `requestId: '${headers.get('x-request-id')}'`,
    );
  });

  it('take over an id that is short and plain, and no other', async () => {
    Logger.overrideLogger(new AppLogger({ production: true }));
    for (const [given, kept] of [
      ['from-the-proxy_01', true],
      ['short', false],
      ['x'.repeat(65), false],
      ['two words and more', false],
      ['{"level":"error"}', false],
    ] as const) {
      const { headers } = await login({ 'x-request-id': given });
      expect(headers.get('x-request-id') === given).toBe(kept);
      expect(lines().at(-1)?.requestId).toBe(headers.get('x-request-id'));
    }
  });

  it('keep the id beyond a body that cannot be read, or is too large', async () => {
    Logger.overrideLogger(new AppLogger({ production: true }));
    for (const answer of [
      await post('{"code":', 'application/json'),
      await post(JSON.stringify({ code: 'x'.repeat(5_000_000) }), 'application/json'),
      await post(JSON.stringify({ code: 'x'.repeat(60_000) }), 'application/json'),
    ]) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.headers.get('x-request-id')).not.toBeNull();
      const { supportCode } = JSON.parse(answer.body) as { supportCode: string };
      expect(idOf(supportCode)).toBe(answer.headers.get('x-request-id'));
    }
  });

  it('keep the id while a body drips in', async () => {
    Logger.overrideLogger(new AppLogger({ production: true }));
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const sending = request(`${app.address}/auth/token`, { method: 'POST', headers });
    for (const part of ['{"co', 'de":', '}']) {
      sending.write(part);
      await setTimeout(50);
    }
    sending.end();
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(400);
    expect(lines().map(({ requestId }) => requestId)).toEqual([answer.headers['x-request-id']]);
  });

  it('tell requests that run together apart', async () => {
    Logger.overrideLogger(new AppLogger({ production: true }));
    const answers = await Promise.all(Array.from({ length: 20 }, () => login()));
    for (const { headers, body } of answers) {
      const supportCode = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(body)?.[0] ?? 'none';
      expect(idOf(supportCode)).toBe(headers.get('x-request-id'));
    }
  });
});

describe('a logged object', () => {
  it('is masked where it holds secrets', () => {
    const logger = new AppLogger({ production: true });
    const headers = { Authorization: 'canary', cookie: 'canary', accept: 'text/html' };
    logger.log({ headers, body: { refresh_token: 'canary', list: [{ email: 'canary' }] } });
    expect(output).toContain('text/html');
    expect(output).not.toContain('canary');
  });
});
