import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProviderName } from '../../src/emulator/index.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';

interface Me {
  id: string;
  name: string | null;
  email: string | null;
  emailVerified: boolean;
  picture: string | null;
}

const EMAIL = 'victim@example.com';

describe.each(MAIN_ADAPTERS)('the identity of a user on %s', (adapter) => {
  let app: TestApp;
  let other: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(adapter);
    other = await app.another(adapter);
  });
  afterAll(async () => {
    await other.stop();
    await app.stop();
  });

  const me = async (provider: ProviderName, persona: string, at = app) =>
    (await at.signedIn(provider, persona)).json<Me>('/api/me');

  const primary = (verified: boolean) => ({
    emails: [{ email: EMAIL, primary: true, verified, visibility: null }],
  });

  it.each([true, false])(
    'S14 the same email address (verified: %s) at another provider or account belongs to another user',
    async (verified) => {
      const id = (name: string) => `s14-${name}-${verified}`;
      app.emulator.addPersona({
        id: id('victim'),
        google: { email: EMAIL },
        github: primary(verified),
      });
      app.emulator.addPersona({
        id: id('attacker'),
        google: { email: EMAIL, emailVerified: verified },
        github: primary(verified),
      });
      const users = [
        await me('google', id('victim')),
        await me('google', id('attacker')),
        await me('github', id('attacker')),
        await me('github', id('victim')),
      ];
      expect(users.map(({ email }) => email)).toEqual(users.map(() => EMAIL));
      expect(new Set(users.map((user) => user.id)).size).toBe(4);
    },
  );

  it.each<[string, ProviderName, string, string | null]>([
    ['that GitHub does not verify', 'github', 'una', 'una@example.com'],
    ['that GitHub hides', 'github', 'emil', null],
    ['that Google does not verify', 'google', 'una', 'una@example.com'],
    ['that Google verifies with the string "true"', 'google', 'lyra', 'lyra@example.com'],
    ['that Google returns without email_verified', 'google', 'mila', 'mila@example.com'],
    ['that Google does not return', 'google', 'emil', null],
  ])(
    'S15 an email address %s does not count as verified, and the user is signed in',
    async (_, provider, persona, email) => {
      expect(await me(provider, persona)).toMatchObject({ email, emailVerified: false });
    },
  );

  it('S16 a GitHub account is identified by its numeric id, not by its user name', async () => {
    app.emulator.addPersona({ id: 'first-owner', github: { login: 'coveted' } });
    const { id } = await me('github', 'first-owner');
    app.emulator.updatePersona('first-owner', { github: { login: 'renamed' } });
    app.emulator.addPersona({ id: 'second-owner', github: { login: 'coveted' } });
    expect((await me('github', 'first-owner')).id).toBe(id);
    expect((await me('github', 'second-owner')).id).not.toBe(id);
  });

  it("S17 an attacker who signs up first with the victim's email address is a separate user", async () => {
    const email = 'late-victim@example.com';
    app.emulator.addPersona({ id: 'early-attacker', google: { email, emailVerified: false } });
    app.emulator.addPersona({ id: 'late-victim', google: { email } });
    const attacker = await app.signedIn('google', 'early-attacker');
    const before = await attacker.json<Me>('/api/me');
    const victim = await me('google', 'late-victim');
    expect(victim.id).not.toBe(before.id);
    expect(victim).toMatchObject({ email, emailVerified: true });
    expect(await attacker.json<Me>('/api/me')).toEqual(before);
  });

  it('S18 twenty concurrent first logins of one user on two instances create one user and twenty sessions', async () => {
    app.emulator.addPersona({ id: 'many' });
    const before = await app.rows();
    const users = await Promise.all(
      Array.from({ length: 20 }, (_, index) => me('google', 'many', index % 2 ? app : other)),
    );
    expect(new Set(users.map(({ id }) => id)).size).toBe(1);
    expect(await app.rows()).toEqual({
      users: before.users + 1,
      accounts: before.accounts + 1,
      sessions: before.sessions + 20,
    });
  });

  it('S32 a display name that contains HTML is escaped', async () => {
    app.emulator.addPersona({ id: 'markup', name: '<img src=x onerror=alert(1)>' });
    const { body } = await (await app.signedIn('google', 'markup')).request('/');
    expect(body).toContain('&lt;img src=x');
    expect(body).not.toContain('<img src=x');
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'http://e.example/tracker.png',
    'https://user:password@e.example/a.png',
  ])('S32 the picture %s is dropped', async (url) => {
    for (const [provider, responseFields] of [
      ['google', { picture: url }],
      ['github', { avatar_url: url }],
    ] as const) {
      const id = `picture-${provider}-${url.replace(/\W/g, '').slice(0, 30).toLowerCase()}`;
      app.emulator.addPersona({ id, [provider]: { responseFields } });
      const browser = await app.signedIn(provider, id);
      expect((await browser.json<Me>('/api/me')).picture).toBeNull();
      expect((await browser.request('/')).body).not.toContain('<img');
    }
  });

  it('S32 a picture URL with quotes is escaped', async () => {
    const picture = 'https://e.example/"onerror="alert(1)';
    app.emulator.addPersona({ id: 'attribute', google: { responseFields: { picture } } });
    const { body } = await (await app.signedIn('google', 'attribute')).request('/');
    expect(body).toContain('https://e.example/');
    expect(body).not.toContain('onerror="');
  });

  it('the same id at GitHub and at Google belongs to two users', async () => {
    const number = 9_000_000_777;
    app.emulator.addPersona({ id: 'by-number', github: { id: number } });
    app.emulator.addPersona({ id: 'by-text', google: { sub: String(number) } });
    expect((await me('github', 'by-number')).id).not.toBe((await me('google', 'by-text')).id);
  });

  it('subjects that differ in case only, or are names of object properties, belong to separate users', async () => {
    const subjects = ['subject', 'SUBJECT', '__proto__', 'constructor', 'toString', '0'];
    const ids = new Set<string>();
    for (const [index, sub] of subjects.entries()) {
      app.emulator.addPersona({ id: `subject-${index}`, google: { sub } });
      ids.add((await me('google', `subject-${index}`)).id);
    }
    expect(ids.size).toBe(subjects.length);
  });

  it('a profile with invalid Unicode can sign in again and is shown', async () => {
    for (const [index, text] of [
      '\ud800',
      'a\udc00b',
      '\u0000',
      '\ufffe',
      '👩‍👩‍👧'.repeat(99),
    ].entries()) {
      const id = `broken-${index}`;
      const responseFields = { name: text, email: `${text}@example.com` };
      app.emulator.addPersona({ id, google: { responseFields } });
      await app.signedIn('google', id);
      const again = await app.signedIn('google', id);
      expect((await again.request('/')).status).toBe(200);
    }
  });
});
