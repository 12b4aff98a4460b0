import { AsyncLocalStorage } from 'node:async_hooks';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Clock } from '../../src/time/clock.js';
import { RefreshSession } from '../../src/social-auth/flows/refresh-session.js';
import { RevokeSessions } from '../../src/social-auth/flows/revoke-sessions.js';
import { SessionStore } from '../../src/social-auth/sessions/session.store.js';
import { RefreshTokenService } from '../../src/social-auth/tokens/refresh-token.service.js';
import { TestApp } from '../support/test-app.js';

/** What can happen to a session, in any order; `token` counts back from the newest token there is. */
const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('refresh' as const),
        token: fc.constantFrom(0, 0, 0, 1, 2),
        lost: fc.boolean(),
        instance: fc.constantFrom(0 as const, 1 as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('race' as const), token: fc.constantFrom(0, 0, 1) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('wait' as const),
        seconds: fc.constantFrom(1, 5, 9, 11, 60, 15 * 86_400),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ do: 'logout' as const }) },
  ),
  { minLength: 1, maxLength: 10 },
);

type Step = typeof steps extends fc.Arbitrary<(infer One)[]> ? One : never;
type Verdict = 'successor' | 'replay' | 'reuse' | 'refused';

const IDLE_SECONDS = 14 * 86_400;
const GRACE_SECONDS = 10;
const RACERS = [0, 1, 0, 1] as const;

describe('the rotation of refresh tokens', () => {
  let apps: [TestApp, TestApp];
  let userId: string;
  let accountId: string;
  /** Each life has a time of its own, in seconds from its beginning, so that many can be lived at once. */
  const time = new AsyncLocalStorage<{ now: number }>();

  beforeAll(async () => {
    const first = await TestApp.start('fastify');
    apps = [first, await first.another('express')];
    await first.signedIn('google');
    ({ id: userId } = await first.prisma.user.findFirstOrThrow());
    ({ id: accountId } = await first.prisma.account.findFirstOrThrow());
    for (const { app } of apps)
      app.get(Clock, { strict: false }).milliseconds = () =>
        1_900_000_000_000 + (time.getStore()?.now ?? 0) * 1000;
  });
  afterAll(async () => {
    await apps[1].stop();
    await apps[0].stop();
  });

  const get = <T>(instance: 0 | 1, type: new (...args: never[]) => T): T =>
    apps[instance].app.get(type as never, { strict: false });

  /** @returns the successor, or undefined when it was refused. */
  async function refresh(instance: 0 | 1, token: string): Promise<string | undefined> {
    const claims = get(instance, RefreshTokenService).verify(token);
    if (claims === undefined) return undefined;
    return get(instance, RefreshSession)
      .run(claims)
      .then(
        ({ refresh: { token: successor } }) => successor,
        () => undefined,
      );
  }

  it('keeps its promises in 1,000 random lives of a session', { timeout: 300_000 }, async () => {
    let lives = 0;
    const property = fc.asyncProperty(steps, fc.uuid({ version: 4 }), async (life, sessionId) => {
      lives += 1;
      await time.run({ now: 0 }, () => live(life, sessionId));
    });
    const runs = [1, 2, 3, 4].map((seed) => fc.assert(property, { numRuns: 250, seed }));
    await Promise.all(runs);
    expect(lives).toBeGreaterThanOrEqual(1000);
  });

  /** Lives one life of a session beside a model of it, and compares them at every step. */
  async function live(life: readonly Step[], sessionId: string): Promise<void> {
    const clock = time.getStore() ?? { now: 0 };
    const session = { id: sessionId, userId, accountId, provider: 'google', userAgent: null };
    const store = get(0, SessionStore);
    const opened = await store.create({ ...session, mode: 'cookie', clientId: 'browser' });
    if (opened === null) throw new Error('the session was not opened');
    // The model: the tokens in order, when the newest was issued, and whether the session should live.
    const tokens = [get(0, RefreshTokenService).issue(opened).token];
    let issuedAt = 0;
    let alive = true;

    const expected = (back: number): Verdict => {
      if (clock.now - issuedAt >= IDLE_SECONDS) alive = false;
      if (!alive) return 'refused';
      if (back === 0) return 'successor';
      return back === 1 && clock.now - issuedAt <= GRACE_SECONDS ? 'replay' : 'reuse';
    };
    const check = (verdict: Verdict, results: (string | undefined)[]) => {
      const answers = new Set(results);
      expect(answers.size).toBe(1);
      const [answer] = answers;
      if (verdict === 'successor') {
        expect(answer).toBeDefined();
        expect(tokens).not.toContain(answer);
        tokens.push(answer ?? '');
        issuedAt = clock.now;
      } else {
        expect(answer).toBe(verdict === 'replay' ? tokens.at(-1) : undefined);
        if (verdict === 'reuse') alive = false;
      }
    };

    for (const step of life) {
      if (step.do === 'wait') clock.now += step.seconds;
      if (step.do === 'logout') {
        await get(1, RevokeSessions).run(userId, { only: sessionId }, 'logout');
        alive = false;
      }
      if (step.do !== 'refresh' && step.do !== 'race') continue;
      const back = Math.min(step.token, tokens.length - 1);
      const token = tokens.at(-1 - back) ?? '';
      const verdict = expected(back);
      const instances = step.do === 'race' ? RACERS : [step.instance];
      check(verdict, await Promise.all(instances.map((instance) => refresh(instance, token))));
      // An answer that was lost on the way: the client asks again with what it has.
      if (step.do === 'refresh' && step.lost && verdict === 'successor') {
        check('replay', [await refresh(1, token)]);
      }
    }
    if (clock.now - issuedAt >= IDLE_SECONDS) alive = false;
    const left = await store.findActive(sessionId);
    expect(left?.generation).toBe(alive ? tokens.length : undefined);
  }
});
