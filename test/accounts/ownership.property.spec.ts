import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeJwt } from 'jose';
import { FULL_RUN } from '../support/full-run.js';
import { bearerStatus } from '../support/requests.js';
import { TestApp } from '../support/test-app.js';
import { Person, type Action } from './person.js';

/** The number of random sequences. */
const RUNS = FULL_RUN ? 60 : 3;
const TIMEOUT = FULL_RUN ? 900_000 : 60_000;
const PEOPLE = 3;

const providers = fc.constantFrom('google' as const, 'github' as const);
const withProvider = (type: 'signIn' | 'link' | 'unlink') =>
  providers.map((provider): Action => ({ type, provider }));
const plain = (type: Exclude<Action, { provider: string }>['type']) =>
  fc.constant<Action>({ type });

const actions = fc.oneof(
  { weight: 5, arbitrary: withProvider('signIn') },
  { weight: 3, arbitrary: withProvider('link') },
  { weight: 4, arbitrary: withProvider('unlink') },
  { weight: 6, arbitrary: plain('merge') },
  { weight: 5, arbitrary: plain('undoMerge') },
  { weight: 2, arbitrary: plain('refresh') },
  { weight: 1, arbitrary: plain('signOut') },
  { weight: 1, arbitrary: plain('signOutEverywhere') },
  { weight: 1, arbitrary: plain('deleteAccount') },
  { weight: 1, arbitrary: plain('disable') },
  { weight: 2, arbitrary: plain('enable') },
);

/** What each person does in both browsers at the same time. */
const plays = fc.array(fc.tuple(actionsOfBrowser(), actionsOfBrowser()), {
  minLength: PEOPLE,
  maxLength: PEOPLE,
});

function actionsOfBrowser() {
  return fc.array(actions, { minLength: 1, maxLength: 8 });
}

describe('several people with two browsers each, at two instances', () => {
  let instances: TestApp[];
  let count = 0;

  beforeAll(async () => {
    const first = await TestApp.start('fastify');
    instances = [first, await first.another('express')];
  });
  afterAll(async () => {
    for (const instance of instances.toReversed()) await instance.stop();
  });

  it(
    'sign in, link, unlink, merge, undo, delete and are disabled in any order: each account belongs to one user of its owner, each user can sign in, and each session that ended is invalid everywhere',
    { timeout: TIMEOUT },
    async () => {
      await fc.assert(
        fc.asyncProperty(plays, async (scripts) => {
          const people = scripts.map(() => new Person(`person-${(count += 1)}`, instances));
          const play = async (person: Person, script: readonly Action[], instance: number) => {
            // Most people start with two users.
            const provider = instance === 0 ? 'google' : 'github';
            await person.act({ type: 'signIn', provider }, instance);
            for (const action of script) await person.act(action, instance);
          };
          await Promise.all(
            people.flatMap((person, index) =>
              (scripts[index] ?? []).map((script, instance) => play(person, script, instance)),
            ),
          );
          await expectOwnAccountsOnly(people);
          await expectNobodyIsLockedOut();
          for (const person of people) await expectSameSessionsEverywhere(person);
        }),
        { numRuns: RUNS, seed: 15, endOnFailure: true },
      );
    },
  );

  /** Each user has accounts of one person only, and each person sees only their own. */
  async function expectOwnAccountsOnly(people: readonly Person[]): Promise<void> {
    const accounts = await prisma().account.findMany();
    const owners = new Map<string, string | null>();
    for (const { userId, name } of accounts) {
      expect(owners.get(userId) ?? name).toBe(name);
      owners.set(userId, name);
    }
    for (const person of people) {
      for (const browser of person.browsers) {
        const { status, body } = await browser.request('/auth/account/export');
        if (status !== 200) continue;
        const others = people.filter(({ name }) => name !== person.name);
        expect(others.filter(({ name }) => body.includes(`"${name}"`))).toEqual([]);
      }
    }
  }

  /** Each user has an account, unless it was merged into another one, or is due to be deleted together with that one. */
  async function expectNobodyIsLockedOut(): Promise<void> {
    const isNotDue = [{ deleteAfter: null }, { deleteAfter: { gt: new Date() } }];
    const where = { accounts: { none: {} }, OR: isNotDue };
    const users = await prisma().user.findMany({ where });
    const ids = users.map(({ id }) => id);
    const merges = await prisma().userMerge.findMany({
      where: { absorbedId: { in: ids }, undoneAt: null },
    });
    expect(ids.toSorted()).toEqual(merges.map(({ absorbedId }) => absorbedId).toSorted());
  }

  /** Each access token that the person ever received is valid at both instances, or at none within a second. */
  async function expectSameSessionsEverywhere({ browsers }: Person): Promise<void> {
    for (const token of browsers.flatMap(accessTokens)) {
      const { sid } = decodeJwt<{ sid: string }>(token);
      const session = await prisma().session.findUnique({ where: { id: sid } });
      const expected = session?.revokedAt === null ? 200 : 401;
      for (const instance of instances) {
        await expect
          .poll(() => bearerStatus(instance, token), { timeout: 1000, interval: 50 })
          .toBe(expected);
      }
    }
  }

  function accessTokens({ setCookies }: Person['browsers'][number]): string[] {
    return setCookies.flatMap((header) => /^access=([^;]+\.[^;]+)/.exec(header)?.[1] ?? []);
  }

  const prisma = () => (instances[0] as TestApp).prisma;
});
