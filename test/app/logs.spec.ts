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

/** Returns the request id in the log line that contains a support code. */
const requestIdOf = (supportCode: string) =>
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

  it('are JSON in production and contain the request id of the response', async () => {
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

  it('are readable in development and contain the request id', async () => {
    Logger.overrideLogger(new AppLogger({ production: false }));
    const { headers } = await login();
    expect(lines()).toEqual([]);
    expect(stripVTControlCharacters(output)).toContain(
      `requestId: '${headers.get('x-request-id')}'`,
    );
  });

  it('keep a valid request id from the client and replace an invalid one', async () => {
    Logger.overrideLogger(new AppLogger({ production: true }));
    for (const [received, isKept] of [
      ['from-the-proxy_01', true],
      ['short', false],
      ['x'.repeat(65), false],
      ['two words and more', false],
      ['{"level":"error"}', false],
    ] as const) {
      const { headers } = await login({ 'x-request-id': received });
      expect(headers.get('x-request-id') === received).toBe(isKept);
      expect(lines().at(-1)?.requestId).toBe(headers.get('x-request-id'));
    }
  });

  it('contain the request id when the body is malformed or too large', async () => {
    Logger.overrideLogger(new AppLogger({ production: true }));
    for (const response of [
      await post('{"code":', 'application/json'),
      await post(JSON.stringify({ code: 'x'.repeat(5_000_000) }), 'application/json'),
      await post(JSON.stringify({ code: 'x'.repeat(60_000) }), 'application/json'),
    ]) {
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.headers.get('x-request-id')).not.toBeNull();
      const { supportCode } = JSON.parse(response.body) as { supportCode: string };
      expect(requestIdOf(supportCode)).toBe(response.headers.get('x-request-id'));
    }
  });

  it('contain the request id when the body arrives in pieces', async () => {
    Logger.overrideLogger(new AppLogger({ production: true }));
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const sending = request(`${app.address}/auth/token`, { method: 'POST', headers });
    for (const part of ['{"co', 'de":', '}']) {
      sending.write(part);
      await setTimeout(50);
    }
    sending.end();
    const [response] = (await once(sending, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(400);
    expect(lines().map(({ requestId }) => requestId)).toEqual([response.headers['x-request-id']]);
  });

  it('contain the right request id for each of twenty concurrent requests', async () => {
    Logger.overrideLogger(new AppLogger({ production: true }));
    const responses = await Promise.all(Array.from({ length: 20 }, () => login()));
    for (const { headers, body } of responses) {
      const supportCode = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(body)?.[0] ?? 'none';
      expect(requestIdOf(supportCode)).toBe(headers.get('x-request-id'));
    }
  });
});

describe('a logged object', () => {
  it('is redacted where it contains secrets', () => {
    const logger = new AppLogger({ production: true });
    const headers = { Authorization: 'canary', cookie: 'canary', accept: 'text/html' };
    logger.log({ headers, body: { refresh_token: 'canary', list: [{ email: 'canary' }] } });
    expect(output).toContain('text/html');
    expect(output).not.toContain('canary');
  });
});
