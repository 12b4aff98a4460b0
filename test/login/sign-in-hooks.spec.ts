import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SocialAuthError, type SocialAuthOptions } from '../../src/social-auth/index.js';
import { CapturedLog } from '../support/captured-log.js';
import { ModuleApp, type ModuleAppParts } from '../support/module-app.js';
import { ACCEPT_JSON } from '../support/requests.js';
import { TestBackend } from '../support/test-backend.js';

describe('the hooks of a login', () => {
  let base: TestBackend;

  beforeAll(async () => {
    base = await TestBackend.create();
  });
  afterAll(() => base.stop());

  /** Logs a persona in at an app with these hooks. */
  async function logIn(
    persona: string,
    options: Partial<SocialAuthOptions>,
    parts: ModuleAppParts = {},
  ) {
    const app = await ModuleApp.start(base, 'fastify', { ...parts, options });
    const log = CapturedLog.start();
    const browser = app.browser();
    const callback = await base.emulator.approve(await browser.begin('google'), persona);
    const { status, body } = await browser.request(callback, { headers: ACCEPT_JSON });
    log.stop();
    await app.stop();
    return { status, body, access: browser.cookie('access'), lines: log.lines.join('\n') };
  }

  it('canSignIn decides about the user whom resolveUser returns, and a refused account is not linked', async () => {
    base.emulator.addPersona({ id: 'blocked' });
    const { id } = await base.prisma.user.create({ data: { email: 'blocked@example.com' } });
    const attempts: (string | undefined)[] = [];
    const hooks: Partial<SocialAuthOptions> = {
      canSignIn: ({ userId }) => {
        attempts.push(userId);
        return userId !== id;
      },
      resolveUser: () => id,
    };
    for (let login = 0; login < 2; login += 1) {
      const { status, body, access } = await logIn('blocked', hooks);
      expect(status).toBe(403);
      expect(JSON.parse(body)).toMatchObject({ code: 'sign_in_refused' });
      expect(access).toBeUndefined();
      expect(attempts.splice(0)).toEqual([undefined, id]);
    }
    expect(await base.prisma.session.count({ where: { userId: id } })).toBe(0);
    expect(await base.prisma.account.count({ where: { userId: id } })).toBe(0);
  });

  it('a hook rejects a login with the SocialAuthError that it throws, and nothing is stored', async () => {
    base.emulator.addPersona({ id: 'refused' });
    const before = await base.rows();
    const { status, body, lines } = await logIn('refused', {
      resolveUser: () => {
        throw new SocialAuthError('sign_in_refused', { reason: 'the customer is blocked' });
      },
    });
    expect(status).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ code: 'sign_in_refused' });
    expect(lines).toMatch(/sign_in_refused .*: the customer is blocked/);
    expect(await base.rows()).toEqual(before);
  });

  it('the log names the required field of a user model that the module cannot set, and no profile', async () => {
    base.emulator.addPersona({ id: 'incomplete' });
    const { prisma } = base;
    const email = 'incomplete@example.com';
    const creations: [string, () => Promise<unknown>][] = [
      [
        'emailVerified',
        () => prisma.user.create({ data: { email, emailVerified: null as never } }),
      ],
      ['algorithm', () => prisma.signingKey.create({ data: { kid: email } as never })],
    ];
    for (const [field, create] of creations) {
      // The message of Prisma for a missing value contains all others.
      const extended = prisma.$extends({ query: { user: { create } } });
      const { status, lines } = await logIn('incomplete', {}, { database: { prisma: extended } });
      expect(status).toBe(500);
      expect(lines).toContain(
        `createUser is required, because the model User has the required field ${field}`,
      );
      expect(lines).not.toContain(email);
    }
  });
});
