import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserMergeModule, type UserMergeOptions } from '../../src/user-merge/index.js';
import { executeSql } from '../support/database.js';
import { ModuleApp } from '../support/module-app.js';
import { TestBackend } from '../support/test-backend.js';

const TABLES = `
  CREATE TABLE "Post" (id serial PRIMARY KEY, "authorId" uuid REFERENCES "User", "reviewerId" uuid REFERENCES "User");
  CREATE TABLE "Log" ("userId" uuid REFERENCES "User", text text);`;

describe('the rules of the app for its own tables', () => {
  let base: TestBackend;

  beforeAll(async () => {
    base = await TestBackend.create();
    await executeSql(TABLES, base.database.url);
  });
  afterAll(() => base.stop());

  /** Starts an app. @returns the message of the error, or undefined */
  async function start(
    options: UserMergeOptions,
    userFields: { deleteAfter?: string } = { deleteAfter: 'deleteAfter' },
  ): Promise<string | undefined> {
    try {
      const app = await ModuleApp.start(base, 'fastify', {
        userFields,
        imports: (auth) => [auth, UserMergeModule.forRoot(options)],
      });
      await app.stop();
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  it('are complete at the start, or it fails and names each relation without a rule', async () => {
    const message = await start({ models: {} });
    expect(message).toContain('has no rule for Post, whose field Post.authorId refers to a user');
    expect(message).toContain('whose field Post.reviewerId refers to a user');
    expect(message).toContain("Add one of these rules: { Log: 'move' }, 'keep' or 'refuse'.");
    // The tables of the module and of its features need none.
    expect(message).not.toMatch(/Account|Session|ProviderToken|UserMerge(?!Module)/);
    expect(await start({ models: { Post: 'move', Log: 'keep' } })).toBeUndefined();
    const byField = { 'Post.authorId': 'move', 'Post.reviewerId': 'keep', Log: 'refuse' } as const;
    expect(await start({ models: byField })).toBeUndefined();
  });

  it('name models with a relation to the user model only', async () => {
    const message = await start({ models: { Post: 'move', Log: 'keep', Pots: 'move' } });
    expect(message).toContain('has a rule for Pots, which is not a model with a relation');
    expect(message).toContain('Models with one: Log, Log.userId, Post, Post.authorId');
    expect(await start({ models: { Post: 'move', Log: 'keep', SigningKey: 'keep' } })).toContain(
      'has a rule for SigningKey',
    );
  });

  it('move rows only if they have a key, so that the merge can be undone', async () => {
    expect(await start({ models: { Post: 'move', Log: 'move' } })).toContain(
      "has the rule 'move' for Log, whose table has no primary key",
    );
  });

  it('are move, keep or refuse', async () => {
    const models = { Post: 'delete', Log: 'keep' } as never;
    expect(await start({ models })).toContain("must be 'move', 'keep' or 'refuse'");
    expect(await start({} as never)).toContain('UserMergeModule models');
    const options = { models: { Post: 'move', Log: 'keep' } } as const;
    expect(await start({ ...options, undoWindow: '1m' })).toContain('from 1 hour to 90 days');
  });

  it('need the field that schedules the deletion of the absorbed user', async () => {
    expect(await start({ models: { Post: 'move', Log: 'keep' } }, {})).toContain(
      "userFields: { deleteAfter: 'deleteAfter' }",
    );
  });
});
