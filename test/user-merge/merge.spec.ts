import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Clock } from '../../src/time/clock.js';
import { itInFullRun } from '../support/full-run.js';
import { ACCEPT_JSON, refresh } from '../support/requests.js';
import type { TestBrowser } from '../support/test-browser.js';
import { MergeApp, type Person } from './merge-app.js';

const MINUTE = 60;

describe('two users of one person', () => {
  let app: MergeApp;

  beforeAll(async () => {
    app = await MergeApp.start('fastify', { labels: { en: { Post: 'Posts' } } });
  });
  afterAll(() => app.stop());
  beforeEach(() => app.base.database.moveClock(0));

  const status = async (browser: TestBrowser) =>
    (await browser.request('/auth/sessions', { headers: ACCEPT_JSON })).status;
  const codeOf = ({ body }: { body: string }) => (JSON.parse(body) as { code: string }).code;
  /** Confirms a preview as a script does, which receives the code of an error. */
  const confirmJson = (browser: TestBrowser, fields: Record<string, string>) =>
    browser.submit('/auth/account/merge', { action: 'merge', ...fields }, ACCEPT_JSON);
  /** Returns the state that a merge changes. */
  const stateOf = async (...people: Person[]) => [
    ...(await Promise.all(people.map(({ id }) => app.accountsOf(id)))),
    await app.base.prisma.user.count({ where: { deleteAfter: { not: null } } }),
    await app.base.prisma.userMerge.count({ where: { undoneAt: null } }),
    await app.base.prisma.userMergeRow.count(),
  ];
  /** Two people, an older and a younger user, and the preview of the younger one. */
  async function previewed() {
    const old = await app.signIn('google');
    const young = await app.signIn('github');
    const proven = await app.prove(young.browser, 'google', old.persona);
    return { old, young, preview: await app.preview(young.browser, proven.location) };
  }

  it('are combined after a preview, and the browser is signed in as the older one', async () => {
    const { old, young, preview } = await previewed();
    expect(preview.tokens).toHaveLength(2);
    expect(preview.page).toContain('The other account is signed out on 1 device');
    expect(await app.accountsOf(young.id)).toHaveLength(1);
    const merged = await app.confirm(young.browser, preview);
    expect([merged.status, merged.location]).toEqual([303, '/']);
    expect(await app.userIdOf(young.browser)).toBe(old.id);
    const page = (await young.browser.request('/')).body;
    expect(page).toContain('Your accounts are combined.');
    expect(page).toContain('You can undo this until');
    expect(await app.accountsOf(old.id)).toHaveLength(2);
    expect(await app.accountsOf(young.id)).toEqual([]);
    expect(await app.eventsOf(old.id)).toContain('users_merged');
    expect(await app.merges.resolve(young.id)).toBe(old.id);
    expect(await app.merges.resolve(old.id)).toBe(old.id);
    // Both accounts sign in the user who remains.
    expect((await app.signIn('github', young.persona)).id).toBe(old.id);
    expect((await app.signIn('google', old.persona)).id).toBe(old.id);
  });

  it('are combined into the younger one if the person chooses that, which keeps its session', async () => {
    const { old, young, preview } = await previewed();
    const elsewhere = app.second.browser(old.browser);
    expect(await status(elsewhere)).toBe(200);
    await app.confirm(young.browser, preview, 1);
    expect(await app.userIdOf(young.browser)).toBe(young.id);
    expect(await app.accountsOf(young.id)).toHaveLength(2);
    expect(await app.merges.resolve(old.id)).toBe(young.id);
    // The sessions of the other one end on every instance.
    await expect.poll(() => status(elsewhere), { timeout: 1000, interval: 20 }).toBe(401);
    expect((await refresh(old.browser)).status).toBe(401);
    const login = await old.browser.request('/login');
    expect(login.body).toContain('because your accounts were combined');
  });

  it('keep or move their rows as the rules say', async () => {
    const { old, young } = await previewed();
    await app.sql(`INSERT INTO "Post" ("authorId", "reviewerId", title) VALUES
      ('${young.id}', '${young.id}', 'a'), ('${young.id}', '${old.id}', 'b'), ('${old.id}', '${young.id}', 'c')`);
    await app.sql(
      `INSERT INTO "Preferences" VALUES ('${young.id}', 'dark'), ('${old.id}', 'light')`,
    );
    const proven = await app.prove(young.browser, 'google', old.persona);
    const preview = await app.preview(young.browser, proven.location);
    expect(preview.page).toContain('Posts: 4 move here');
    expect(preview.page).toContain('Preferences: 1 of the other account are deleted with it');
    await app.confirm(young.browser, preview);
    const posts = await app.rows<{ authorId: string; reviewerId: string }>(
      `SELECT "authorId", "reviewerId" FROM "Post" WHERE title IN ('a', 'b', 'c')`,
    );
    const ids = posts.flatMap(({ authorId, reviewerId }) => [authorId, reviewerId]);
    expect(ids).toEqual(Array.from({ length: 6 }, () => old.id));
    const preferences = `SELECT "userId"::text AS id FROM "Preferences" WHERE theme = $1`;
    expect(await app.rows(preferences, 'light')).toEqual([{ id: old.id }]);
    expect(await app.rows(preferences, 'dark')).toEqual([{ id: young.id }]);
  });

  it('cannot be combined when a rule or a unique index refuses it, and the preview says why', async () => {
    const { old, young } = await previewed();
    await app.sql(`INSERT INTO "Subscription" ("userId") VALUES ('${young.id}')`);
    await app.sql(`INSERT INTO "Profile" VALUES ('${young.id}', 'x'), ('${old.id}', 'y')`);
    const proven = await app.prove(young.browser, 'google', old.persona);
    const { page, login, tokens } = await app.preview(young.browser, proven.location);
    expect(page).toContain('has data that cannot move (Subscription)');
    expect(page).toContain('of which there can be only one (Profile)');
    const before = await stateOf(old, young);
    for (const preview of tokens) {
      const response = await confirmJson(young.browser, { login, preview });
      expect([response.status, codeOf(response)]).toEqual([409, 'merge_refused']);
    }
    expect(await stateOf(old, young)).toEqual(before);
    expect(await status(old.browser)).toBe(200);
  });

  it('S50 are not combined by a forged preview, or that of another login, session or pair', async () => {
    const { old, young, preview } = await previewed();
    const other = await previewed();
    const before = await stateOf(old, young, other.old, other.young);
    const { login } = preview;
    const [token = '', reverse = ''] = preview.tokens;
    const forged = ['', 'x', `${token.slice(0, -4)}AAAA`, token.slice(1), token + reverse];
    for (const value of [...forged, ...other.preview.tokens]) {
      const response = await confirmJson(young.browser, { login, preview: value });
      expect([response.status, codeOf(response)], value).toEqual([409, 'merge_expired']);
    }
    // The cookie of the login in the browser of somebody else, such as the attacker's in that of a victim.
    for (const name of young.browser.transactions()) {
      other.young.browser.cookies.set(name, young.browser.cookie(name) ?? '');
    }
    const stolen = await confirmJson(other.young.browser, { login, preview: token });
    expect([stolen.status, codeOf(stolen)]).toEqual([403, 'link_refused']);
    const shown = await other.young.browser.request(`/auth/account/merge/preview?login=${login}`, {
      headers: ACCEPT_JSON,
    });
    expect([shown.status, codeOf(shown)]).toEqual([403, 'link_refused']);
    // Without the cookie of the login.
    const copy = app.app.browser(young.browser);
    for (const name of copy.transactions()) copy.cookies.delete(name);
    expect(codeOf(await confirmJson(copy, { login, preview: token }))).toBe('login_expired');
    expect(await stateOf(old, young, other.old, other.young)).toEqual(before);
  });

  it('S50 are not combined when one of the logins is older than five minutes', async () => {
    const { old, young, preview } = await previewed();
    const before = await stateOf(old, young);
    const [token = ''] = preview.tokens;
    const fields = { login: preview.login, preview: token };
    const skew = async (seconds: number) => {
      await app.base.database.moveClock(seconds);
      for (const { app: nest } of [app.app, app.second]) {
        nest.get(Clock, { strict: false }).milliseconds = () => Date.now() + seconds * 1000;
      }
    };
    await skew(5 * MINUTE + 5);
    const late = await confirmJson(young.browser, fields);
    expect([late.status, codeOf(late)]).toEqual([403, 'recent_login_required']);
    const page = await young.browser.request(`/auth/account/merge/preview?login=${preview.login}`);
    expect([page.status, page.location]).toEqual([303, expect.stringMatching(/^\/login/)]);
    await skew(0);
    expect(await stateOf(old, young)).toEqual(before);
  });

  it('S50 are not combined with a stale preview: after an unlink, a link, a role or a row', async () => {
    const changes = [
      ({ old }: { old: Person }) =>
        app.base.prisma.account.create({
          data: { userId: old.id, provider: 'github', subject: old.id },
        }),
      ({ young }: { young: Person }) =>
        app.sql(`INSERT INTO "Post" ("authorId", title) VALUES ('${young.id}', 'late')`),
      ({ young }: { young: Person }) =>
        app.base.prisma.user.update({ where: { id: young.id }, data: { roles: ['editor'] } }),
      ({ old }: { old: Person }) =>
        app.base.prisma.account.updateMany({
          where: { userId: old.id },
          data: { subject: `moved-${old.id}` },
        }),
    ];
    for (const change of changes) {
      const { old, young, preview } = await previewed();
      await change({ old, young });
      const before = await stateOf(old, young);
      const [token = ''] = preview.tokens;
      const response = await confirmJson(young.browser, { login: preview.login, preview: token });
      expect([response.status, codeOf(response)], String(change)).toEqual([409, 'merge_expired']);
      expect(await stateOf(old, young)).toEqual(before);
    }
  });

  it('S50 are not combined when one of them is disabled, to be deleted, or deleted', async () => {
    const later = new Date(Date.now() + 86_400_000);
    const changes = [
      (id: string) => app.base.prisma.user.update({ where: { id }, data: { disabledAt: later } }),
      (id: string) => app.base.prisma.user.update({ where: { id }, data: { deleteAfter: later } }),
      (id: string) => app.base.prisma.user.delete({ where: { id } }),
    ];
    for (const [index, change] of changes.entries()) {
      const { old, young, preview } = await previewed();
      await change(old.id);
      const [token = ''] = preview.tokens;
      const response = await confirmJson(young.browser, { login: preview.login, preview: token });
      const code = index === 2 ? 'merge_expired' : 'merge_refused';
      expect([response.status, codeOf(response)]).toEqual([409, code]);
      expect(await app.accountsOf(young.id)).toHaveLength(1);
    }
  });

  it('are combined once by two opposite confirmations at the same time', () => mergeOppositely(1));

  itInFullRun('are combined once by opposite confirmations, in each of ten rounds', () =>
    mergeOppositely(10),
  );

  async function mergeOppositely(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      const { old, young, preview } = await previewed();
      const opposite = await app.prove(old.browser, 'github', young.persona);
      const others = await app.preview(old.browser, opposite.location);
      const responses = await Promise.all([
        app.confirm(young.browser, preview, 1),
        app.confirm(old.browser, others, 0),
        app.confirm(old.browser, others, 0),
      ]);
      expect(responses.filter((response) => response.status === 303)).toHaveLength(1);
      const accounts = [await app.accountsOf(old.id), await app.accountsOf(young.id)];
      const lengths = accounts.map(({ length }) => length);
      expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([0, 2]);
    }
  }

  it('S50 lose no account when a merge races with an unlink and a login', () => raceUnlink(1));

  itInFullRun('S50 lose no account in ten such races, and in ten with a deletion', async () => {
    await raceUnlink(10);
    for (let round = 0; round < 10; round += 1) {
      const { old, young, preview } = await previewed();
      const [merged] = await Promise.all([
        app.confirm(young.browser, preview, 1),
        old.browser.submit('/auth/account/delete', { confirmed: 'true' }),
      ]);
      expect(await app.accountsOf(young.id)).toHaveLength(merged.status === 303 ? 2 : 1);
      expect(await app.accountsOf(old.id)).toEqual([]);
    }
  });

  async function raceUnlink(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      const { old, young } = await previewed();
      await app.prove(old.browser, 'github', app.persona());
      const proven = await app.prove(young.browser, 'google', old.persona);
      const preview = await app.preview(young.browser, proven.location);
      const where = { userId: old.id, provider: 'github' };
      const account = await app.base.prisma.account.findFirstOrThrow({ where });
      const [merged, unlinked] = await Promise.all([
        app.confirm(young.browser, preview),
        old.browser.submit(`/auth/accounts/${account.id}/unlink`),
        app.signIn('github', young.persona).catch(() => undefined),
      ]);
      expect([303, 409]).toContain(merged.status);
      expect(unlinked.status).toBe(303);
      const left = [await app.accountsOf(old.id), await app.accountsOf(young.id)];
      expect(left.map(({ length }) => length)).toEqual(merged.status === 303 ? [2, 0] : [1, 1]);
    }
  }

  it('stay separate when the person cancels, and the login cannot be used again', async () => {
    const { old, young, preview } = await previewed();
    const before = await stateOf(old, young);
    const canceled = await young.browser.submit('/auth/account/merge', {
      login: preview.login,
      action: 'cancel',
    });
    expect([canceled.status, canceled.location]).toEqual([303, '/']);
    expect(await stateOf(old, young)).toEqual(before);
    expect((await app.confirm(young.browser, preview)).status).toBe(400);
  });

  it('are not combined by another site', async () => {
    const { old, young, preview } = await previewed();
    const before = await stateOf(old, young);
    const [token = ''] = preview.tokens;
    const fields = { login: preview.login, preview: token };
    const response = await young.browser.submit(
      '/auth/account/merge',
      { ...fields, action: 'merge' },
      { origin: 'https://evil.example' },
    );
    expect(response.status).toBe(403);
    expect(await stateOf(old, young)).toEqual(before);
  });

  it('leave connections to the database to other users while one user opens many slow previews', async () => {
    const { old, young, preview } = await previewed();
    const otherUser = await app.signIn('google');
    const path = `/auth/account/merge/preview?login=${preview.login}`;
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const slow = app.base.prisma.$transaction(async (client) => {
      await client.$executeRawUnsafe(`SELECT 1 FROM "User" WHERE id = '${old.id}' FOR UPDATE`);
      await released;
    });
    const previews = Promise.all(
      Array.from({ length: 30 }, () => young.browser.request(path, { headers: ACCEPT_JSON })),
    );
    const page = otherUser.browser.request('/').then((response) => response.status);
    const waiting = new Promise((resolve) => setTimeout(resolve, 2000, 'waiting'));
    const first = await Promise.race([page, waiting]);
    release();
    await slow;
    const statuses = (await previews).map((response) => response.status);
    expect([first, statuses.toSorted((a, b) => a - b)]).toEqual([
      200,
      [200, ...Array(29).fill(429)],
    ]);
    expect((await young.browser.request(path)).status).toBe(200);
  });

  it('lead back to the start page for the other provider after a recent login', async () => {
    const person = await app.signIn('google');
    const page = await person.browser.request('/auth/account/merge');
    expect(page.status).toBe(200);
    expect(page.body).toContain('action="/auth/github/link"');
    expect(page.body).toContain('Continue with Google');
  });
});
