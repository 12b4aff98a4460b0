import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserAdministration, UserSearch } from '../../src/social-auth/index.js';
import { FULL_RUN } from '../support/full-run.js';
import { clientTokens } from '../support/native-client.js';
import { ACCEPT_JSON, refresh } from '../support/requests.js';
import type { TestBrowser } from '../support/test-browser.js';
import { loggedOperations } from './app-client.js';
import { resolution, SchemaApp } from './schema-app.js';
import { VARIANTS, type Variant } from './variants.js';

interface Me {
  userId: string;
  roles: string[];
  user: string[];
}

interface SessionItem {
  id: string;
  current: boolean;
}

const DEADLINE = { timeout: 1000, interval: 20 };

describe.each(VARIANTS.filter(({ isRepresentative }) => FULL_RUN || isRepresentative))(
  'a schema with $name',
  (variant: Variant) => {
    const idField = variant.userFields.id ?? 'id';
    let app: SchemaApp;

    beforeAll(async () => {
      app = await SchemaApp.start(variant);
    });
    afterAll(() => app.stop());

    const me = async (browser: TestBrowser) => {
      const { status, body } = await browser.request('/api/me', { headers: ACCEPT_JSON });
      return { status, ...(JSON.parse(body) as Me) };
    };
    const status = async (browser: TestBrowser) => (await me(browser)).status;
    const remove = (browser: TestBrowser, path: string) =>
      browser.request(path, {
        method: 'DELETE',
        headers: { ...ACCEPT_JSON, origin: browser.origin },
      });
    const where = async (browser: TestBrowser) => {
      const { userId } = await me(browser);
      const users = await app.users.findMany({});
      return { [idField]: users.find((user) => String(user[idField]) === userId)?.[idField] };
    };

    it('is migrated while it has users, which keep their data', async () => {
      expect(app.existing).toHaveLength(2);
      expect(await app.users.findMany({ take: 2, orderBy: { [idField]: 'asc' } })).toEqual(
        app.existing.toSorted((a, b) => ((a[idField] as number) < (b[idField] as number) ? -1 : 1)),
      );
    });

    it('logs users in, refreshes, and lists and revokes sessions', async () => {
      const here = await app.signIn('google', 'vera');
      const elsewhere = await app.signIn('google', 'vera');
      const { userId, user } = await me(here);
      expect(user).toContain(userId);
      expect((await refresh(here)).status).toBe(200);
      expect(await me(here)).toMatchObject({ status: 200, userId });

      const sessions = await here.json<SessionItem[]>('/auth/sessions');
      expect(sessions).toHaveLength(2);
      const other = sessions.find(({ current }) => !current);
      expect((await remove(here, `/auth/sessions/${other?.id}`)).status).toBe(204);
      expect(await status(elsewhere)).toBe(401);
      expect((await refresh(elsewhere)).status).toBe(401);
      expect(await status(here)).toBe(200);
    });

    it('exchanges the authorization code of a client for tokens', async () => {
      const { accessToken } = await clientTokens(app);
      const headers = { ...ACCEPT_JSON, authorization: `Bearer ${accessToken}` };
      expect((await app.browser().request('/api/me', { headers })).status).toBe(200);
    });

    it('links and unlinks accounts, and shows recent activity', async () => {
      const browser = await app.signIn('google', 'nemo');
      const { location } = await browser.submit('/auth/github/link');
      await app.complete(browser, location, 'nemo');
      const page = async () => (await browser.request('/')).body;
      const [, id] = /\/auth\/accounts\/([\w-]+)\/unlink/.exec(await page()) ?? [];
      expect(id).toBeDefined();
      expect((await remove(browser, `/auth/accounts/${id}`)).status).toBe(204);
      expect(await page()).not.toContain('/unlink');
      await expect.poll(page, DEADLINE).toMatch(/disconnected/i);
    });

    it('assigns a login to the user that resolveUser returns', async () => {
      app.emulator.addPersona({ id: 'kim', google: { email: 'kim@example.com' } });
      const browser = await app.signIn('google', 'kim');
      const kim = app.existing.find((user) => user[variant.emailField] === 'kim@example.com');
      expect((await me(browser)).userId).toBe(String(kim?.[idField]));
      expect(loggedOperations).toEqual(expect.arrayContaining([...variant.seenOperations]));
    });

    it('stores no account for a user who no longer exists', async () => {
      app.emulator.addPersona({ id: 'ben', google: { email: 'ben@example.com' } });
      resolution.userId = '7c1b2f50-5b56-4f0d-8a86-0d5d0b7c9b1e';
      if (typeof app.existing[0]?.[idField] !== 'string') resolution.userId = '987654';
      await expect(app.signIn('google', 'ben')).rejects.toThrow('returned 500');
      resolution.userId = undefined;
      expect(await status(await app.signIn('google', 'ben'))).toBe(200);
    });

    it('stores nothing of a login whose unverified email address another user has', async () => {
      const browser = await app.signIn('google', 'una').catch((error: unknown) => String(error));
      expect(browser).toContain('returned 409');
    });

    it('rejects the tokens of a user whom Prisma has deleted', async () => {
      const browser = await app.signIn('github', 'rory');
      const earlier = await me(browser);
      await app.users.delete({ where: await where(browser) });
      await expect.poll(() => status(browser), DEADLINE).toBe(401);
      expect((await refresh(browser)).status).toBe(401);
      if (variant.userFields.disabledAt === 'deletedAt') {
        await expect(app.signIn('github', 'rory')).rejects.toThrow('returned 403');
      } else {
        expect((await me(await app.signIn('github', 'rory'))).userId).not.toBe(earlier.userId);
      }
    });

    it('lets administrators find users, disable and enable them, and change their roles', async () => {
      const browser = await app.signIn('google', 'mila');
      const { userId } = await me(browser);
      const search = app.app.get(UserSearch, { strict: false });
      const administration = app.app.get(UserAdministration, { strict: false });
      await expect(search.verifyIndexes()).resolves.toBeUndefined();
      for (const query of [userId, 'MILA']) {
        expect((await search.find(query)).users.map(({ id }) => id)).toContain(userId);
      }
      const { users } = await search.find();
      expect(users.length).toBeGreaterThan(3);
      const cursor = Buffer.from(JSON.stringify([null, users[1]?.id])).toString('base64url');
      expect((await search.find('', cursor)).users[0]).toEqual(users[2]);
      if (variant.userFields.roles === undefined) {
        const refused = administration.setRoles(userId, ['clerk']);
        await expect(refused).rejects.toThrow('without a field roles');
      } else {
        expect(await administration.setRoles(userId, ['clerk'])).toBe(true);
        await expect.poll(() => status(browser), DEADLINE).toBe(401);
        expect((await refresh(browser)).status).toBe(200);
        expect((await me(browser)).roles).toEqual(['clerk']);
        // A model with one role has the first one. Administrators must not lose theirs in that way.
        const actor = { userId, sessionId: '' };
        const options = { actor, requiredRole: 'clerk' };
        await administration.setRoles(userId, ['customer', 'clerk'], options);
        expect(await administration.enable(userId, options)).toBe(true);
        await administration.setRoles(userId, ['clerk']);
      }
      expect(await administration.disable(userId)).toBe(true);
      expect(await status(browser)).toBe(401);
      expect(await administration.enable(userId)).toBe(true);
      expect(await status(await app.signIn('google', 'mila'))).toBe(200);
      for (const id of ['x', '', '99999999999999999999', '-1', '1e3']) {
        expect(await administration.disable(id)).toBe(false);
        expect((await search.find(id)).users.map((user) => user.id)).not.toContain(id);
      }
    });

    it('rejects the tokens of a user whom Prisma has disabled', async () => {
      const browser = await app.signIn('google', 'emil');
      const { disabledAt = 'disabledAt' } = variant.userFields;
      const data = { [String(disabledAt)]: new Date() };
      await app.users.update({ where: await where(browser), data });
      await expect.poll(() => status(browser), DEADLINE).toBe(401);
      await expect(app.signIn('google', 'emil')).rejects.toThrow('returned 403');
    });
  },
);
