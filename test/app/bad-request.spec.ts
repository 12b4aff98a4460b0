import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS, TestApp } from '../support/test-app.js';

describe.each(ADAPTERS)('a malformed request on %s', (adapter) => {
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
  ])('is rejected with security headers and without echoing the path %s', async (path) => {
    const [head = '', body = ''] = (await sendRaw(app.address, path)).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(head.toLowerCase()).toContain('x-content-type-options: nosniff');
    expect(head.toLowerCase()).toContain('cache-control: no-store');
    expect(body).not.toContain('<script>');
    expect(body).toContain('"code"');
  });

  it('is rejected in the common error format when its body is malformed', async () => {
    const response = await app.browser().request('/auth/token', {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: '{"code":',
    });
    expect(response.status).toBe(400);
    expect(JSON.parse(response.body)).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message: expect.any(String),
      code: 'invalid_request',
      supportCode: expect.any(String),
    });
  });
});

/** Sends a path without the normalization that fetch applies. */
function sendRaw(address: string, path: string): Promise<string> {
  const { port } = new URL(address);
  return new Promise((resolve, reject) => {
    let response = '';
    const socket = connect(Number(port), 'localhost', () => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`);
    });
    socket.on('data', (text: Buffer) => (response += text.toString()));
    socket.on('end', () => resolve(response));
    socket.on('error', reject);
  });
}
