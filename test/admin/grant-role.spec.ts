import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grantRole } from '../../src/cli/grant-role.js';
import { AuditTrail } from '../../src/social-auth/index.js';
import { itInFullRun } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';

describe('the command that gives a role', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
  });
  afterAll(() => app.stop());

  const create = async (email: string, emailVerified: boolean, roles: string[] = []) =>
    (await app.prisma.user.create({ data: { email, emailVerified, roles } })).id;

  const rolesOf = async (id: string) =>
    (await app.prisma.user.findUnique({ where: { id } }))?.roles;

  it('adds it to the roles of the only user with a verified address, in any case, and records it', async () => {
    const id = await create('Boss@example.com', true, ['editor']);
    const grant = () => grantRole(app.app, { role: 'admin', email: 'boss@EXAMPLE.com' });
    expect(await grant()).toBe(`The user (${id}) now has the role admin.`);
    expect(await grant()).toBe(`The user (${id}) already has the role admin.`);
    expect(await rolesOf(id)).toEqual(['editor', 'admin']);
    const events = await app.app.get(AuditTrail, { strict: false }).recent(id, 5);
    expect(events).toMatchObject([{ type: 'user_roles_changed', detail: '+admin', actorId: null }]);
  });

  it('refuses an address that several users have, and lists them', async () => {
    const [one, two] = [
      await create('two@example.com', true),
      await create('two@example.com', false),
    ];
    const refused = grantRole(app.app, { role: 'admin', email: 'two@example.com' });
    await expect(refused).rejects.toThrow(
      new RegExp(`2 users have the email address two@example.com.*--user-id[^]*${one}\\n`),
    );
    await expect(refused).rejects.toThrow(`${two} (address not verified)`);
    expect([await rolesOf(one), await rolesOf(two)]).toEqual([[], []]);
    await grantRole(app.app, { role: 'admin', userId: two });
    expect(await rolesOf(two)).toEqual(['admin']);
  });

  it('refuses an unverified address, which can be that of an attacker, and an unknown one', async () => {
    const id = await create('owner@example.com', false);
    const grant = (email: string) => grantRole(app.app, { role: 'admin', email });
    await expect(grant('owner@example.com')).rejects.toThrow(`user ${id} is not verified`);
    await expect(grant('nobody@example.com')).rejects.toThrow('No user has the email address');
    await expect(grant('%')).rejects.toThrow('No user has the email address');
    expect(await rolesOf(id)).toEqual([]);
  });

  it('needs a role and exactly one of --email and --user-id', async () => {
    for (const input of [
      { role: 'admin' },
      { role: 'admin', email: 'a@example.com', userId: 'x' },
      { role: '', userId: 'x' },
    ]) {
      await expect(grantRole(app.app, input)).rejects.toThrow('Name a role');
    }
    await expect(grantRole(app.app, { role: 'admin', userId: 'x' })).rejects.toThrow(
      'No user has the id x.',
    );
  });

  itInFullRun('works as npm run grant-role while the app runs, within a second', async () => {
    const browser = await app.signedIn('google');
    const { id } = await browser.json<{ id: string }>('/api/me');
    expect((await browser.request('/admin/users')).status).toBe(403);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['dist/app/commands/grant-role.js', 'admin', '--user-id', id],
      { env: { PATH: process.env['PATH'], ...app.variables } },
    );
    expect(stdout).toContain(`(${id}) now has the role admin.`);
    const status = async () => (await browser.request('/admin/users')).status;
    await expect.poll(status, { timeout: 1000, interval: 20 }).toBe(200);
  });
});
