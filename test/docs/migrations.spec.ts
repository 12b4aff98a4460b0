import { JwtService } from '@nestjs/jwt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AUTH_JS, BETTER_AUTH, PASSPORT_JWT } from './former-apps.js';
import { readDocument } from './documents.js';
import { FORMER_SECRET, MigratedApp } from './migrated-app.js';

const KIM = '112233445566778899001';
const GIL = 4711;

/** Adds the persona whose accounts the former apps contain, and others who are new. */
function addPersonas({ emulator }: MigratedApp): void {
  emulator.addPersona({ id: 'kim', google: { sub: KIM, email: 'kim@new.example' } });
  emulator.addPersona({ id: 'gil', github: { id: GIL } });
  emulator.addPersona({ id: 'late', google: { sub: '990000000000000000009' } });
  emulator.addPersona({ id: 'nils', name: 'Nils', google: { email: 'nils@example.com' } });
}

describe('the guide for apps with Auth.js', () => {
  let app: MigratedApp;
  beforeAll(async () => addPersonas((app = await MigratedApp.start(AUTH_JS))));
  afterAll(() => app.stop());

  it('signs the users of Auth.js in as the same users', async () => {
    expect(await app.userOf('google', 'kim')).toBe('cl-kim');
    expect(await app.userOf('github', 'gil')).toBe('cl-una');
    const { rows } = await app.sql.query(`SELECT "name", "email" FROM "User" ORDER BY "id"`);
    expect(rows).toContainEqual({ name: 'Kim', email: 'kim@example.com' });
  });

  it('signs a user in whose account Auth.js has created after the accounts were moved', async () => {
    await app.sql.query(AUTH_JS.signUp);
    expect(await app.userOf('google', 'late')).toBe('cl-late');
  });

  it('lists accounts that another user has already, and moves no account of other types', async () => {
    expect(app.leftovers).toEqual([
      { provider: 'github', subject: '815', former: 'cl-kim', current: 'cl-una' },
    ]);
    const { rows } = await app.sql.query(
      `SELECT "provider", "subject", "userId" FROM "SocialAccount" WHERE "provider" = 'nodemailer'`,
    );
    expect(rows).toEqual([]);
  });

  it('creates users for new accounts', async () => {
    expect(await app.userOf('google', 'nils')).not.toMatch(/^cl-/);
  });
});

describe('the guide for apps with Better Auth', () => {
  let app: MigratedApp;
  beforeAll(async () => addPersonas((app = await MigratedApp.start(BETTER_AUTH))));
  afterAll(() => app.stop());

  it('signs the users of Better Auth in as the same users', async () => {
    expect(await app.userOf('google', 'kim')).toBe('ba-kim');
    expect(await app.userOf('github', 'gil')).toBe('ba-una');
  });

  it('signs a user in whose account Better Auth has created after the accounts were moved', async () => {
    await app.sql.query(BETTER_AUTH.signUp);
    expect(await app.userOf('google', 'late')).toBe('ba-late');
  });

  it('moves neither passwords nor accounts that two users have, and lists the latter', async () => {
    expect(app.leftovers).toEqual([{ provider: 'github', subject: '815', users: 2 }]);
    const { rows } = await app.sql.query(`SELECT "subject" FROM "SocialAccount" ORDER BY 1`);
    expect(rows).not.toContainEqual({ subject: '815' });
    expect(rows).not.toContainEqual({ subject: 'ba-kim' });
  });

  it('creates users with all required fields', async () => {
    const id = await app.userOf('google', 'nils');
    const { rows } = await app.sql.query(`SELECT "name" FROM "user" WHERE "id" = $1`, [id]);
    expect(rows).toEqual([{ name: 'Nils' }]);
  });
});

describe('the guide for apps with passport-jwt', () => {
  let app: MigratedApp;
  beforeAll(async () => addPersonas((app = await MigratedApp.start(PASSPORT_JWT))));
  afterAll(() => app.stop());

  it('signs former users in as the same users', async () => {
    expect(await app.userOf('google', 'kim')).toBe('1');
    expect(await app.userOf('github', 'gil')).toBe('2');
  });

  it('moves no account that two users have, and lists it', () => {
    expect(app.leftovers).toEqual([{ provider: 'github', subject: '815', users: 2 }]);
  });

  it('accepts the former tokens until they expire, and no forged ones', async () => {
    const request = async (secret: string, expiresIn: number) => {
      const token = new JwtService({ secret }).sign({ sub: 1 }, { expiresIn });
      const headers = { accept: 'application/json', authorization: `Bearer ${token}` };
      const response = await fetch(`${app.origin}/me`, { headers });
      return { status: response.status, body: (await response.json()) as object };
    };
    expect(await request(FORMER_SECRET, 60)).toEqual({ status: 200, body: { userId: '1' } });
    expect((await request(FORMER_SECRET, -60)).status).toBe(401);
    expect((await request('another secret', 60)).status).toBe(401);
  });
});

describe('the command that prints the triggers', () => {
  it.each([AUTH_JS, BETTER_AUTH])('has the names of the options in $page', ({ page, options }) => {
    const names = (argument: string) =>
      Object.fromEntries(
        [...readDocument(page).matchAll(new RegExp(`--${argument} (\\w+)=(\\w+)`, 'g'))].map(
          ([, key = '', name = '']) => [key, name],
        ),
      );
    expect(names('model')).toEqual(options.models);
    expect(names('user-field')).toEqual(options.userFields);
  });
});
