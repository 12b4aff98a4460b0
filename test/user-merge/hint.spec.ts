import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestBrowser } from '../support/test-browser.js';
import { MergeApp } from './merge-app.js';

const HINT = 'You may already have an account.';

describe('the hint to combine accounts', () => {
  let app: MergeApp;
  let count = 0;

  beforeAll(async () => {
    app = await MergeApp.start('fastify');
  });
  afterAll(() => app.stop());

  const pageOf = async (browser: TestBrowser) => (await browser.request('/')).body;
  const isHinted = async (browser: TestBrowser) => (await pageOf(browser)).includes(HINT);
  /** Signs in a persona whose accounts have the given email addresses. */
  async function withEmail(
    provider: 'google' | 'github',
    email: string,
    { verified = true }: { verified?: boolean } = {},
  ) {
    const id = `hinted-${(count += 1)}`;
    const entry = { email, primary: true, verified, visibility: null } as const;
    app.base.emulator.addPersona({
      id,
      google: { email, emailVerified: verified },
      github: { emails: [entry] },
    });
    return app.signIn(provider, id);
  }

  it('appears to a new user whose verified email address another account has, in any case', async () => {
    const old = await withEmail('google', 'Vera@Example.org');
    const young = await withEmail('github', 'vera@example.ORG');
    const page = await pageOf(young.browser);
    expect(page).toContain(HINT);
    expect(page).toContain('href="/auth/account/merge"');
    // It reveals neither the account nor its provider.
    const aside = page.slice(page.indexOf('class="hint"'), page.indexOf('</aside>'));
    expect(aside).not.toMatch(/google|vera/i);
    expect(await isHinted(old.browser)).toBe(false);
  });

  it('does not appear for an address that is not verified on both sides', async () => {
    await withEmail('google', 'one@example.org');
    const attacker = await withEmail('github', 'one@example.org', { verified: false });
    expect(await isHinted(attacker.browser)).toBe(false);
    await withEmail('google', 'two@example.org', { verified: false });
    const other = await withEmail('github', 'two@example.org');
    expect(await isHinted(other.browser)).toBe(false);
  });

  it('does not appear for another address, or that of a user who is disabled', async () => {
    const otherUser = await withEmail('github', 'nobody@example.org');
    expect(await isHinted(otherUser.browser)).toBe(false);
    const old = await withEmail('google', 'three@example.org');
    const young = await withEmail('github', 'three@example.org');
    expect(await isHinted(young.browser)).toBe(true);
    const where = { id: old.id };
    await app.base.prisma.user.update({ where, data: { disabledAt: new Date() } });
    expect(await isHinted(young.browser)).toBe(false);
  });

  it('is dismissed for good', async () => {
    await withEmail('google', 'four@example.org');
    const young = await withEmail('github', 'four@example.org');
    const dismissed = await young.browser.submit('/auth/account/merge/hint/dismiss');
    expect([dismissed.status, dismissed.location]).toEqual([303, '/']);
    expect(await isHinted(young.browser)).toBe(false);
    expect(await isHinted((await app.signIn('github', young.persona)).browser)).toBe(false);
    expect(await isHinted(young.browser)).toBe(false);
  });

  it('disappears after the accounts were combined', async () => {
    const old = await withEmail('google', 'five@example.org');
    const young = await withEmail('github', 'five@example.org');
    expect(await isHinted(young.browser)).toBe(true);
    await app.merge(young, old, 'google', 1);
    expect(await isHinted(young.browser)).toBe(false);
  });

  it('costs one query on the account page of users with one account, and none elsewhere', async () => {
    const person = await withEmail('google', 'six@example.org');
    const queries = async (path: string) => {
      const before = app.app.queries;
      await person.browser.request(path);
      return app.app.queries - before;
    };
    await queries('/');
    const one = await queries('/');
    await app.prove(person.browser, 'github', person.persona);
    await queries('/');
    expect(one - (await queries('/'))).toBe(1);
  });

  it('is found with an index', async () => {
    const [, plan] = await app.base.prisma.$transaction([
      app.base.prisma.$executeRaw`SET LOCAL enable_seqscan = off`,
      app.base.prisma.$queryRaw<{ 'QUERY PLAN': string }[]>`EXPLAIN
        SELECT 1 FROM "Account" a WHERE lower(a.email) = lower('x') AND a."emailVerified"`,
    ]);
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain(
      'Account_verified_email_idx',
    );
  });
});
