import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/access-token/principal.js';
import { TestApp } from '../support/test-app.js';
import { Instance, kidOf, createUser } from './instance.js';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;
/** How long a key is published before it signs. */
const LEAD = 10 * MINUTE;
/** How long a key verifies after its successor took over: a token's life and a minute. */
const AFTERWARDS = 6 * MINUTE;

describe('a signing key', () => {
  let app: TestApp;
  let instance: Instance;
  let principal: Principal;
  /** Seconds that the app's clock is ahead; it only ever goes on. */
  let ahead = 0;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
    instance = Instance.of(app);
    principal = await createUser(app);
  });
  afterAll(() => app.stop());

  const wait = (seconds: number) => instance.moveClock((ahead += seconds));

  const stored = async () => {
    const rows = await app.prisma.signingKey.findMany({ orderBy: { signsFrom: 'desc' } });
    return rows.map(({ kid }) => kid);
  };

  /** Clients that use their tokens for three minutes; tells what went wrong and which keys signed. */
  const startLoad = (clients: number) => {
    const issued: { token: string; at: number }[] = [];
    const underWay = new Set<Promise<void>>();
    const result = { requests: 0, failed: [] as string[], kids: new Set<string>() };
    let over = false;
    const use = async (token: string) => {
      const status = await instance.ask(token);
      result.requests += 1;
      result.kids.add(kidOf(token));
      if (status !== 200) result.failed.push(`${status} at ${ahead} s for ${kidOf(token)}`);
    };
    const send = async (token: string) => {
      const request = use(token);
      underWay.add(request);
      await request;
      underWay.delete(request);
    };
    const client = async (): Promise<void> => {
      const token = instance.issue(principal);
      issued.push({ token, at: ahead });
      await send(token);
      const usable = issued.filter(({ at }) => at >= ahead - 3 * MINUTE);
      await send(usable[Math.floor(Math.random() * usable.length)]?.token ?? token);
      return over ? undefined : client();
    };
    const running = Promise.all(Array.from({ length: clients }, client));
    return {
      /** Waits for the requests that are under way now, others going on meanwhile. */
      settle: () => Promise.all(underWay),
      stop: async () => {
        over = true;
        await running;
        return result;
      },
    };
  };

  it('is replaced under load without a failed request, old and new verifying meanwhile', async () => {
    const [old = ''] = await stored();
    const load = startLoad(8);
    const rotation = await instance.keys.rotate();
    expect(rotation.outcome).toBe('rotated');
    const pass = async (minutes: number): Promise<void> => {
      await load.settle();
      wait(MINUTE);
      expect(await instance.keys.reload()).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (minutes > 1) await pass(minutes - 1);
    };
    await pass((LEAD + AFTERWARDS) / MINUTE + 2);
    const { failed, kids, requests } = await load.stop();
    expect(failed).toEqual([]);
    expect(kids).toEqual(new Set([old, rotation.kid]));
    expect(requests).toBeGreaterThan(100);
    expect(await stored()).toEqual([rotation.kid]);
  });

  it('that has retired is of no use to whoever still has it', async () => {
    const [old = ''] = await stored();
    const stolen = instance.keys.find(old);
    await instance.keys.rotate();
    wait(LEAD + AFTERWARDS + 1);
    // As if it went on signing: the token itself is in its best years.
    const forged = withKey(instance, stolen, () => instance.issue(principal));
    expect(kidOf(forged)).toBe(old);
    expect(await instance.ask(forged)).toBe(401);
    expect(await instance.ask(instance.issue(principal))).toBe(200);
  });

  it('gets its successor by itself when it has served its time', async () => {
    const [old = ''] = await stored();
    wait(30 * DAY - LEAD - AFTERWARDS - 60);
    await instance.keys.reload();
    expect(await stored()).toEqual([old]);
    wait(LEAD + AFTERWARDS + 120);
    await instance.keys.reload();
    const [next = '', ...rest] = await stored();
    expect([next === old, rest]).toEqual([false, [old]]);
    await instance.keys.reload();
    expect(await stored()).toEqual([next, old]);
    expect(kidOf(instance.issue(principal))).toBe(old);
  });

  it('gets one successor at a time, however often it is asked for', async () => {
    wait(LEAD + AFTERWARDS);
    // A month has passed, and with it the session.
    principal = await createUser(app);
    const rotations = await Promise.all(Array.from({ length: 20 }, () => instance.keys.rotate()));
    expect(new Set(rotations.map(({ kid }) => kid)).size).toBe(1);
    expect(rotations.filter(({ outcome }) => outcome === 'rotated')).toHaveLength(1);
    expect(await instance.keys.rotate()).toMatchObject({ outcome: 'already_rotating' });
    expect(await stored()).toHaveLength(2);
  });

  it('that somebody else may have is replaced at once', async () => {
    const before = instance.issue(principal);
    expect(await instance.ask(before)).toBe(200);
    const { kid } = await instance.keys.rotate({ immediate: true });
    expect(await stored()).toEqual([kid]);
    expect(await instance.published()).toEqual([kid]);
    expect(await instance.ask(before)).toBe(401);
    expect(await instance.ask(instance.issue(principal))).toBe(200);
  });
});

/** Lets the instance sign with another key than its own for once. */
function withKey<T>(
  { keys }: Instance,
  key: ReturnType<Instance['keys']['find']>,
  sign: () => T,
): T {
  if (key === undefined) throw new Error('there is no such key');
  const own = keys.signingKey.bind(keys);
  keys.signingKey = () => key;
  try {
    return sign();
  } finally {
    keys.signingKey = own;
  }
}
