import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserMerges } from '../../src/user-merge/index.js';
import { executeSql } from '../support/database.js';
import { ModuleApp } from '../support/module-app.js';
import { TestApp } from '../support/test-app.js';
import { CombiningModule } from './examples/user-merge.module.js';

const TABLES = `
  CREATE TABLE "Post" (id serial PRIMARY KEY, "authorId" uuid REFERENCES "User");
  CREATE TABLE "Preferences" ("userId" uuid PRIMARY KEY REFERENCES "User" ON DELETE CASCADE);
  CREATE TABLE "Subscription" (id serial PRIMARY KEY, "userId" uuid REFERENCES "User");
  CREATE TABLE "Visit" (visitor text NOT NULL)`;

describe('the guide about combined users', () => {
  let base: TestApp;
  let app: ModuleApp;

  beforeAll(async () => {
    base = await TestApp.start('fastify');
    await executeSql(TABLES, base.database.url);
    app = await ModuleApp.start(base, 'fastify', {
      userFields: { deleteAfter: 'deleteAfter' },
      imports: (auth) => [auth, { module: CombiningModule }],
    });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });

  it('shows a module and a route that finds the user by an id from before the merge', async () => {
    const idOf = async (provider: 'google' | 'github') =>
      (await (await base.signedIn(provider)).json<{ id: string }>('/api/me')).id;
    const old = await idOf('google');
    const young = await idOf('github');
    await executeSql(`INSERT INTO "Visit" VALUES ('${young}')`, base.database.url);
    await app.app.get(UserMerges, { strict: false }).merge(young, old);
    const visits = await base.prisma.$queryRaw`SELECT visitor FROM "Visit"`;
    expect(visits).toEqual([{ visitor: old }]);
    expect(await app.browser().json(`/profiles/${young}`)).toMatchObject({
      id: old,
      accounts: [{ provider: 'google' }, { provider: 'github' }],
    });
  });
});
