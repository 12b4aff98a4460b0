import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, TestApp } from '../support/test-app.js';

describe.each(ADAPTERS)('a request that cannot be read, on %s,', (adapter) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
  });
  afterAll(() => app.stop());

  it.each([
    '/%zz<script>',
    `/auth/${'x'.repeat(300)}`,
    '/auth/%',
    '/%00',
    '/auth/google/callback?state=%ff',
  ])('is refused without being quoted: %s', async (path) => {
    const [head = '', body = ''] = (await raw(app.address, path)).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(head.toLowerCase()).toContain('x-content-type-options: nosniff');
    expect(head.toLowerCase()).toContain('cache-control: no-store');
    expect(body).not.toContain('<script>');
    expect(body).toContain('"code"');
  });

  it('is refused in the same manner as everything else when it is the body', async () => {
    const answer = await app.browser().request('/auth/token', {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: '{"code":',
    });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message: expect.any(String),
      code: 'invalid_request',
      supportCode: expect.any(String),
    });
  });
});

/** Sends a path as it is: fetch would mend it. */
function raw(address: string, path: string): Promise<string> {
  const { port } = new URL(address);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), 'localhost', () => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`);
    });
    socket.on('data', (text: Buffer) => (answer += text.toString()));
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}
