import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Database } from '../../src/social-auth/database/database.js';
import { RefreshSession } from '../../src/social-auth/flows/refresh-session.js';
import { RevokeSessions } from '../../src/social-auth/flows/revoke-sessions.js';
import { SessionStore } from '../../src/social-auth/sessions/session.store.js';
import { RefreshTokenService } from '../../src/social-auth/tokens/refresh-token.service.js';
import { FULL_RUN } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import { newSession } from './new-session.js';

/** The number of random sequences for each property, in each of four concurrent runs. */
const RUNS = FULL_RUN ? 250 : 6;

/** Sequences of steps of a session. `token` counts back from the latest token. */
const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        type: fc.constant('refresh' as const),
        token: fc.constantFrom(0, 0, 0, 1, 1, 2),
        instance: fc.constantFrom(0 as const, 1 as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ type: fc.constant('race' as const), token: fc.constantFrom(0, 0, 1) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant('wait' as const),
        seconds: fc.constantFrom(1, 5, 9, 11, 60, 15 * 86_400),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ type: 'revoke' as const }) },
  ),
  { minLength: 1, maxLength: 12 },
);

type Step = typeof steps extends fc.Arbitrary<(infer One)[]> ? One : never;

const IDLE_SECONDS = 14 * 86_400;
const GRACE_SECONDS = 10;
const CONCURRENT_INSTANCES = [0, 1, 0, 1] as const;

/** The expected behavior of the rotation, in terms of generations. */
class Model {
  current = 1;
  predecessor = 0;
  /** Seconds since the current generation was issued. */
  age = 0;
  isActive = true;

  wait(seconds: number): void {
    this.age += seconds;
    if (this.age >= IDLE_SECONDS) this.isActive = false;
  }

  /** @returns the generation that the caller receives, or undefined if it is rejected */
  refresh(generation: number): number | undefined {
    if (!this.isActive) return undefined;
    // After waits of exactly the grace period, it is over: the steps between them take some milliseconds.
    const isReplay = generation === this.predecessor && this.age < GRACE_SECONDS;
    if (isReplay) return this.current;
    if (generation !== this.current && generation !== this.predecessor) {
      this.isActive = false;
      return undefined;
    }
    // The current token, or its predecessor after a lost response.
    this.predecessor = generation;
    this.current += 1;
    this.age = 0;
    return this.current;
  }
}

describe.each([
  'alone',
  // Refreshes that arrive while another one waits for a lock share a statement.
  'in shared statements',
] as const)('refresh token rotation, %s', (mode) => {
  let apps: [TestApp, TestApp];
  let userId: string;
  let accountId: string;
  let unlock: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    const first = await TestApp.start('fastify');
    apps = [first, await first.another('express')];
    await first.signedIn('google');
    ({ id: userId } = await first.prisma.user.findFirstOrThrow());
    ({ id: accountId } = await first.prisma.account.findFirstOrThrow());
    if (mode === 'in shared statements') unlock = await blockRefreshes();
  });
  afterAll(async () => {
    await unlock?.();
    await apps[1].stop();
    await apps[0].stop();
  });

  /** Keeps a refresh of another session in flight on each instance. */
  async function blockRefreshes(): Promise<() => Promise<void>> {
    const id = randomUUID();
    await createSession(id);
    const client = new Client(apps[0].database.url);
    await client.connect();
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM "Session" WHERE "id" = $1 FOR UPDATE', [id]);
    const stop = new AbortController();
    const block = async (instance: 0 | 1): Promise<void> => {
      // Each attempt ends with the time limit of the statement.
      await get(instance, SessionStore)
        .rotate(id, 1)
        .catch(() => undefined);
      if (!stop.signal.aborted) await block(instance);
    };
    const blocked = [block(0), block(1)];
    return async () => {
      stop.abort();
      await client.query('COMMIT');
      await client.end();
      await Promise.all(blocked);
    };
  }

  const get = <T>(instance: 0 | 1, type: new (...args: never[]) => T): T =>
    apps[instance].app.get(type as never, { strict: false });

  async function createSession(id: string): Promise<string> {
    const session = newSession({ userId, accountId }, { id });
    const generation = await get(0, SessionStore).create(session);
    if (generation === null) throw new Error('The session was not created.');
    return get(0, RefreshTokenService).issue(generation).token;
  }

  /** @returns the successor, or undefined if the token was rejected */
  async function refresh(instance: 0 | 1, token: string): Promise<string | undefined> {
    const claims = get(instance, RefreshTokenService).verify(token);
    if (claims === undefined) return undefined;
    return get(instance, RefreshSession)
      .run(claims)
      .then(
        (pair) => pair.refresh.token,
        () => undefined,
      );
  }

  const generationOf = (token: string | undefined) =>
    token === undefined ? undefined : get(0, RefreshTokenService).verify(token)?.generation;

  /** Moves the times of one session back, so that many sessions can be tested concurrently. */
  async function wait(id: string, seconds: number): Promise<void> {
    await apps[0].prisma.$executeRawUnsafe(
      `UPDATE "Session" SET "createdAt" = "createdAt" - $2 * interval '1 s',
         "refreshedAt" = "refreshedAt" - $2 * interval '1 s' WHERE "id" = $1::uuid`,
      id,
      seconds,
    );
  }

  const isActive = async (id: string) => (await get(0, SessionStore).findActive(id)) !== null;

  async function checkAll<T>(
    arbitrary: fc.Arbitrary<T>,
    check: (value: T, sessionId: string) => Promise<void>,
  ): Promise<void> {
    const property = fc.asyncProperty(arbitrary, (value) => check(value, randomUUID()));
    await Promise.all([1, 2, 3, 4].map((seed) => fc.assert(property, { numRuns: RUNS, seed })));
  }

  it('follows the model for random sequences of steps', { timeout: 300_000 }, async () => {
    const query = vi.spyOn(get(0, Database), 'query');
    await checkAll<readonly Step[]>(steps, async (sequence, id) => {
      const model = new Model();
      const tokens = [await createSession(id)];
      for (const step of sequence) {
        if (step.type === 'wait') {
          model.wait(step.seconds);
          await wait(id, step.seconds);
        } else if (step.type === 'revoke') {
          model.isActive = false;
          await get(1, RevokeSessions).run(userId, { only: id }, 'logout');
        } else {
          const token = tokens.at(-1 - Math.min(step.token, tokens.length - 1)) ?? '';
          const expected = model.refresh(generationOf(token) ?? 0);
          const instances = step.type === 'race' ? CONCURRENT_INSTANCES : [step.instance];
          const results = await Promise.all(instances.map((each) => refresh(each, token)));
          expect(results.map(generationOf)).toEqual(results.map(() => expected));
          expect(new Set(results).size).toBe(1);
          const [result] = results;
          if (result !== undefined && expected === model.current) tokens.push(result);
        }
      }
      expect(await isActive(id)).toBe(model.isActive);
    });
    const names = query.mock.calls.map(([{ name }]) => name);
    query.mockRestore();
    expect(names).toContain(mode === 'alone' ? 'rotate session' : 'rotate sessions');
  });

  it('never signs out a client that loses responses', { timeout: 300_000 }, async () => {
    const attempts = fc.array(
      fc.record({ isLost: fc.boolean(), seconds: fc.constantFrom(0, 3, 11, 3600, 10 * 86_400) }),
      { minLength: 1, maxLength: 12 },
    );
    await checkAll(attempts, async (sequence, id) => {
      let token = await createSession(id);
      for (const { isLost, seconds } of sequence) {
        await wait(id, seconds);
        const successor = await refresh(0, token);
        expect(successor).toBeDefined();
        if (!isLost) token = successor ?? '';
      }
    });
  });

  it('detects a stolen token after both sides have refreshed', { timeout: 300_000 }, async () => {
    const order = fc.array(fc.constantFrom('owner' as const, 'thief' as const), {
      minLength: 0,
      maxLength: 6,
    });
    await checkAll(order, async (turns, id) => {
      const stolen = await createSession(id);
      const tokens = { owner: stolen, thief: stolen };
      for (const side of [...turns, 'owner', 'thief', 'owner', 'thief'] as const) {
        await wait(id, GRACE_SECONDS + 1);
        tokens[side] = (await refresh(0, tokens[side])) ?? tokens[side];
      }
      expect(await isActive(id)).toBe(false);
    });
  });
});
