import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SocialAuthAdminModule } from '../../src/admin/index.js';
import { AuditTrail } from '../../src/social-auth/index.js';
import { ModuleApp } from '../support/module-app.js';
import { ACCEPT_JSON, cloneBrowser } from '../support/requests.js';
import { TestApp } from '../support/test-app.js';
import type { TestBrowser, TestResponse } from '../support/test-browser.js';
import { postJson, signInAdmin, signInUser } from './admin-app.js';

interface Choice {
  survivorId: string;
  absorbedId: string;
  preview: string;
  obstacles: object[];
}

describe('an administrator who merges users', () => {
  let app: TestApp;
  let admin: { browser: TestBrowser; userId: string };
  let count = 0;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
    admin = await signInAdmin(app);
  });
  afterAll(() => app.stop());

  const codeOf = ({ body }: TestResponse) => (JSON.parse(body) as { code: string }).code;
  const user = () => {
    const id = `duplicate-${(count += 1)}`;
    app.emulator.addPersona({ id });
    return signInUser(app, id);
  };
  const preview = async (a: string, b: string): Promise<Choice[]> => {
    const path = `/admin/users/${a}/merge?with=${b}`;
    return (await admin.browser.json<{ choices: Choice[] }>(path)).choices;
  };

  it('previews both directions, confirms one, and is recorded in the audit trail', async () => {
    const [one, two] = [await user(), await user()];
    const page = await admin.browser.request(`/admin/users/${one.userId}`);
    expect(page.body).toContain('User ID of the other user');
    const shown = await admin.browser.request(
      `/admin/users/${one.userId}/merge?with=${two.userId}`,
    );
    expect(shown.body).toContain('Choose the user to keep');
    const choices = await preview(one.userId, two.userId);
    expect(choices.map(({ survivorId }) => survivorId)).toEqual([one.userId, two.userId]);
    const merged = await admin.browser.submit(`/admin/users/${one.userId}/merge`, {
      preview: choices[0]?.preview ?? '',
    });
    expect([merged.status, merged.location]).toEqual([
      303,
      `/admin/users/${one.userId}?notice=merged`,
    ]);
    expect((await admin.browser.request(merged.location)).body).toContain('The users are merged.');
    expect(await app.prisma.account.count({ where: { userId: one.userId } })).toBe(2);
    const [event] = await app.app.get(AuditTrail, { strict: false }).recent(one.userId, 1);
    expect(event).toMatchObject({
      type: 'users_merged',
      actorId: admin.userId,
      detail: two.userId,
    });
    const { status } = await two.browser.request('/api/me', { headers: ACCEPT_JSON });
    expect(status).toBe(401);
  });

  it('cannot confirm a stale or malformed preview, or that of other users', async () => {
    const [one, two, three] = [await user(), await user(), await user()];
    const [choice] = await preview(one.userId, two.userId);
    const path = `/admin/users/${one.userId}/merge`;
    expect(codeOf(await postJson(admin.browser, path, { preview: 'x' }))).toBe('invalid_request');
    const other = `/admin/users/${three.userId}/merge`;
    const body = { preview: choice?.preview };
    expect(codeOf(await postJson(admin.browser, other, body))).toBe('invalid_request');
    await app.prisma.user.update({ where: { id: two.userId }, data: { roles: ['editor'] } });
    expect(codeOf(await postJson(admin.browser, path, body))).toBe('merge_expired');
    expect(await app.prisma.account.count({ where: { userId: two.userId } })).toBe(1);
  });

  it('cannot merge themselves, and so cannot take the data of another user', async () => {
    const one = await user();
    const pairs = [
      [admin.userId, one.userId],
      [one.userId, admin.userId],
    ];
    for (const [a, b] of pairs) {
      const response = await admin.browser.request(`/admin/users/${a}/merge?with=${b}`, {
        headers: ACCEPT_JSON,
      });
      expect([response.status, codeOf(response)]).toEqual([409, 'self_lockout']);
    }
  });

  it('needs the role when the merge is made', async () => {
    const [one, two] = [await user(), await user()];
    const [choice] = await preview(one.userId, two.userId);
    const body = { preview: choice?.preview };
    const path = `/admin/users/${one.userId}/merge`;
    const response = await postJson(one.browser, path, body);
    expect([response.status, codeOf(response)]).toEqual([403, 'forbidden']);
    const other = await signInAdmin(app, 'nemo');
    await app.prisma.$executeRaw`ALTER TABLE "User" DISABLE TRIGGER social_auth_roles_changed`;
    await app.prisma.user.update({ where: { id: other.userId }, data: { roles: [] } });
    await app.prisma.$executeRaw`ALTER TABLE "User" ENABLE TRIGGER social_auth_roles_changed`;
    expect(codeOf(await postJson(other.browser, path, body))).toBe('forbidden');
    expect(await app.prisma.account.count({ where: { userId: two.userId } })).toBe(1);
  });

  it('sees nothing of it without the feature', async () => {
    const plain = await ModuleApp.start(app, 'fastify', {
      imports: (auth) => [auth, SocialAuthAdminModule.forRoot()],
    });
    const one = await user();
    const browser = plain.browser(cloneBrowser(app, admin.browser));
    const page = await browser.request(`/admin/users/${one.userId}`);
    expect(page.status).toBe(200);
    expect(page.body).not.toContain('User ID of the other user');
    expect((await browser.request(`/admin/users/${one.userId}/merge?with=x`)).status).toBe(404);
    await plain.stop();
  });
});
