import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeleteExpired } from '../../src/social-auth/flows/delete-expired.js';
import { itInFullRun } from '../support/full-run.js';
import { ACCEPT_JSON } from '../support/requests.js';
import { MergeApp, type Person } from './merge-app.js';

const DAY = 86_400;

describe('a merge', () => {
  let app: MergeApp;
  const calls: string[] = [];
  let failing = false;

  beforeAll(async () => {
    app = await MergeApp.start('fastify', {
      mergeUsers: (absorbedId, survivorId) => {
        if (failing) throw new Error('the hook fails');
        calls.push(`merge ${absorbedId} ${survivorId}`);
      },
      undoMerge: (absorbedId, survivorId) => void calls.push(`undo ${absorbedId} ${survivorId}`),
    });
  });
  afterAll(() => app.stop());
  beforeEach(() => app.base.database.moveClock(0));

  const codeOf = ({ body }: { body: string }) => (JSON.parse(body) as { code: string }).code;
  const undoJson = (person: Person, id: string) =>
    person.browser.submit(`/auth/account/merges/${id}/undo`, {}, ACCEPT_JSON);
  /** Merges a younger user into an older one, who stays signed in. */
  async function merged() {
    const old = await app.signIn('google');
    const young = await app.signIn('github');
    await app.merge(old, young, 'github');
    return { old, young };
  }

  it('is undone by the person: accounts and rows go back, and their sessions end', async () => {
    const old = await app.signIn('google');
    const young = await app.signIn('github');
    await app.sql(`INSERT INTO "Post" ("authorId", "reviewerId", title)
      VALUES ('${young.id}', '${old.id}', 'mine'), ('${old.id}', '${young.id}', 'reviewed')`);
    calls.length = 0;
    await app.merge(old, young, 'github');
    const withAccount = await app.signIn('github', young.persona);
    expect(withAccount.id).toBe(old.id);
    await app.sql(`INSERT INTO "Post" ("authorId", title) VALUES ('${old.id}', 'new')`);
    const undone = await app.undo(old.browser, young.id);
    expect([undone.status, undone.location]).toEqual([303, '/']);
    expect((await old.browser.request('/')).body).toContain('Your accounts are separated again.');
    expect(await app.accountsOf(old.id)).toHaveLength(1);
    expect(await app.accountsOf(young.id)).toHaveLength(1);
    const posts = await app.rows(
      `SELECT "authorId"::text, "reviewerId"::text, title FROM "Post" ORDER BY title`,
    );
    expect(posts).toEqual([
      { authorId: young.id, reviewerId: old.id, title: 'mine' },
      { authorId: old.id, reviewerId: null, title: 'new' },
      { authorId: old.id, reviewerId: young.id, title: 'reviewed' },
    ]);
    const response = await withAccount.browser.request('/auth/sessions', { headers: ACCEPT_JSON });
    expect(response.status).toBe(401);
    expect((await withAccount.browser.request('/login')).body).toContain('separated again');
    expect((await app.signIn('github', young.persona)).id).toBe(young.id);
    expect(await app.merges.resolve(young.id)).toBe(young.id);
    expect(await app.eventsOf(old.id)).toContain('merge_undone');
    // Both previews have called the hook, too.
    expect(calls.slice(-2)).toEqual([`merge ${young.id} ${old.id}`, `undo ${young.id} ${old.id}`]);
  });

  it('S89 is reported to the verified addresses of both users, as its undo is: one of them may be an attacker', async () => {
    const { old, young } = await merged();
    await app.undo(old.browser, young.id);
    const emails = [old, young].map(({ persona }) => `${persona}@example.com`);
    const common = { userId: old.id, emails, accountUrl: `${app.base.origin}/` };
    await vi.waitFor(() =>
      expect(app.notices.slice(-2)).toMatchObject([
        { type: 'users_merged', ...common },
        { type: 'merge_undone', ...common },
      ]),
    );
  });

  it('signs a browser out that has signed in with an account that goes back', async () => {
    const { old, young } = await merged();
    const browser = (await app.signIn('github', young.persona)).browser;
    const undone = await app.undo(browser, young.id);
    expect([undone.status, undone.location]).toEqual([303, '/login']);
    expect((await browser.request('/login')).body).toContain('separated again');
    expect(await app.accountsOf(old.id)).toHaveLength(1);
  });

  it('cannot be undone by another user, twice, or with an unknown id', async () => {
    const { old, young } = await merged();
    const otherUser = await app.signIn('google');
    for (const id of [young.id, old.id, otherUser.id, 'x']) {
      const response = await undoJson(otherUser, id);
      expect([response.status, codeOf(response)]).toEqual([404, 'merge_not_found']);
    }
    expect((await app.undo(old.browser, young.id)).status).toBe(303);
    expect(codeOf(await undoJson(old, young.id))).toBe('merge_not_found');
  });

  it('is not undone when one of the users would have no way to sign in', async () => {
    for (const provider of ['google', 'github'] as const) {
      const { old, young } = await merged();
      const where = { userId: old.id, provider };
      const account = await app.base.prisma.account.findFirstOrThrow({ where });
      await app.base.prisma.account.delete({ where: { id: account.id } });
      const response = await undoJson(old, young.id);
      expect([response.status, codeOf(response)]).toEqual([409, 'undo_refused']);
      expect(await app.accountsOf(old.id)).toHaveLength(1);
      expect(await app.accountsOf(young.id)).toEqual([]);
    }
  });

  it('by an administrator needs the role, also its undo, and never concerns the administrator', async () => {
    const [one, two, admin] = [
      await app.signIn('google'),
      await app.signIn('github'),
      await app.signIn('google'),
    ];
    const options = { actor: { userId: admin.id }, requiredRole: 'admin' };
    const code = (work: Promise<unknown>) =>
      work.then(
        () => 'done',
        (error: unknown) => (error as { code?: string }).code,
      );
    const { merges } = app;
    const setRoles = (roles: string[]) =>
      app.base.prisma.user.update({ where: { id: admin.id }, data: { roles } });
    expect(await code(merges.preview(one.id, two.id, options))).toBe('forbidden');
    expect(await code(merges.merge(one.id, two.id, options))).toBe('forbidden');
    await setRoles(['admin']);
    for (const [from, to] of [
      [admin.id, one.id],
      [one.id, admin.id],
    ] as const) {
      expect(await code(merges.merge(from, to, options))).toBe('self_lockout');
      expect(await code(merges.preview(from, to, options))).toBe('self_lockout');
    }
    expect(await code(merges.merge(one.id, two.id, options))).toBe('done');
    await setRoles([]);
    expect(await code(merges.undo(one.id, options))).toBe('forbidden');
    await setRoles(['admin']);
    expect(await code(merges.undo(one.id, options))).toBe('done');
    await merges.merge(one.id, admin.id);
    expect(await code(merges.undo(one.id, options))).toBe('self_lockout');
    expect(await app.accountsOf(admin.id)).toHaveLength(2);
  });

  it('leads to the deletion of the absorbed user after seven days, and the id still resolves', async () => {
    const { old, young } = await merged();
    await app.sql(`INSERT INTO "Preferences" VALUES ('${young.id}', 'gone')`);
    const deletion = app.app.app.get(DeleteExpired, { strict: false });
    await app.base.database.moveClock(6 * DAY);
    await deletion.run();
    expect(await app.base.prisma.user.findUnique({ where: { id: young.id } })).not.toBeNull();
    await app.base.database.moveClock(8 * DAY);
    await deletion.run();
    expect(await app.base.prisma.user.findUnique({ where: { id: young.id } })).toBeNull();
    expect(await app.rows(`SELECT 1 FROM "Preferences" WHERE theme = 'gone'`)).toEqual([]);
    expect(await app.base.prisma.userMergeRow.count({ where: { absorbedId: young.id } })).toBe(0);
    await app.base.database.moveClock(0);
    expect(await app.merges.resolve(young.id)).toBe(old.id);
    expect(await app.accountsOf(old.id)).toHaveLength(2);
    expect(codeOf(await undoJson(old, young.id))).toBe('merge_not_found');
  });

  it('resolves over several merges, until the last user is deleted with all of them', async () => {
    const { old: middle, young: first } = await merged();
    const last = await app.signIn('google');
    await app.merges.merge(middle.id, last.id);
    expect(await app.merges.resolve(first.id)).toBe(last.id);
    expect(await app.merges.resolve('not an id')).toBe('not an id');
    const response = await last.browser.json<{ data: { merges: object[] } }>(
      '/auth/account/export',
    );
    expect(response.data.merges).toMatchObject([{ absorbedId: middle.id, survivorId: last.id }]);
    await last.browser.submit('/auth/account/delete', { confirmed: 'true' });
    expect(await app.merges.resolve(first.id)).toBe(first.id);
    await app.app.app.get(DeleteExpired, { strict: false }).run();
    const ids = [first.id, middle.id, last.id];
    expect(await app.base.prisma.user.count({ where: { id: { in: ids } } })).toBe(0);
  });

  it('changes nothing when the hook fails', async () => {
    const old = await app.signIn('google');
    const young = await app.signIn('github');
    failing = true;
    await expect(app.merges.merge(young.id, old.id)).rejects.toThrow('the hook fails');
    failing = false;
    expect(await app.accountsOf(young.id)).toHaveLength(1);
    expect(await app.base.prisma.userMerge.count({ where: { absorbedId: young.id } })).toBe(0);
  });

  it('and its undo restore exactly what was before, for any rows', () => restoreRows(4));

  itInFullRun('and its undo restore exactly what was before, in 60 rounds', () => restoreRows(60));

  async function restoreRows(rounds: number): Promise<void> {
    const everything = () =>
      Promise.all([
        app.rows('SELECT * FROM "Post" ORDER BY id'),
        app.rows('SELECT * FROM "Follow" ORDER BY 1, 2'),
        app.rows('SELECT * FROM "Preferences" ORDER BY 1'),
        app.rows('SELECT * FROM "Profile" ORDER BY 1'),
        app.rows('SELECT id, "userId" FROM "Account" ORDER BY id'),
        app.rows('SELECT id, roles, "deleteAfter" FROM "User" ORDER BY id'),
      ]);
    const [a, b, c] = [
      await app.signIn('google'),
      await app.signIn('github'),
      await app.signIn('google'),
    ];
    const ids = [a.id, b.id, c.id];
    for (let round = 0; round < rounds; round += 1) {
      const pick = () => ids[Math.floor(Math.random() * ids.length)] ?? '';
      await app.sql(
        `DELETE FROM "Post"; DELETE FROM "Follow"; DELETE FROM "Preferences"; DELETE FROM "Profile"`,
      );
      for (let row = 0; row < 6; row += 1) {
        await app.sql(`INSERT INTO "Post" ("authorId", "reviewerId", title) VALUES ('${pick()}', '${pick()}', '${row}');
          INSERT INTO "Follow" VALUES ('${pick()}', '${pick()}') ON CONFLICT DO NOTHING;
          INSERT INTO "Preferences" VALUES ('${pick()}', '${row}') ON CONFLICT DO NOTHING`);
      }
      await app.sql(`INSERT INTO "Profile" VALUES ('${pick()}', 'x')`);
      const before = await everything();
      const { digest, obstacles } = await app.merges.preview(b.id, a.id);
      // A preview changes nothing.
      expect(await everything()).toEqual(before);
      if (obstacles.length > 0) {
        await expect(app.merges.merge(b.id, a.id, { digest })).rejects.toMatchObject({
          code: 'merge_refused',
        });
        expect(await everything()).toEqual(before);
        continue;
      }
      await app.merges.merge(b.id, a.id, { digest });
      expect(
        await app.rows(`SELECT 1 FROM "Post" WHERE '${b.id}' IN ("authorId", "reviewerId")`),
      ).toEqual([]);
      await app.merges.undo(b.id);
      expect(await everything()).toEqual(before);
    }
  }
});
