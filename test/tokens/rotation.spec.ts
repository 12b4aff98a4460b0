import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/access-token/principal.js';
import { TestApp } from '../support/test-app.js';
import { Instance, kidOf, createUser } from './instance.js';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;
/** Time for which a key is published before it signs, in seconds. */
const LEAD = 10 * MINUTE;
/** Time for which a key verifies after its successor starts to sign, in seconds: the token lifetime plus one minute. */
const OVERLAP = 6 * MINUTE;

describe('a signing key', () => {
  let app: TestApp;
  let instance: Instance;
  let principal: Principal;
  /** Offset of the app's clock, in seconds. Only increases. */
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

  /** Starts clients that use each token for three minutes. Reports failed requests and the keys that signed. */
  const startLoad = (clients: number) => {
    const issued: { token: string; at: number }[] = [];
    const inFlight = new Set<Promise<void>>();
    const result = { requests: 0, failed: [] as string[], kids: new Set<string>() };
    let stopped = false;
    const use = async (token: string) => {
      const status = await instance.statusOf(token);
      result.requests += 1;
      result.kids.add(kidOf(token));
      if (status !== 200) result.failed.push(`${status} at ${ahead} s for ${kidOf(token)}`);
    };
    const send = async (token: string) => {
      const request = use(token);
      inFlight.add(request);
      await request;
      inFlight.delete(request);
    };
    const client = async (): Promise<void> => {
      const token = instance.issue(principal);
      issued.push({ token, at: ahead });
      await send(token);
      const usable = issued.filter(({ at }) => at >= ahead - 3 * MINUTE);
      await send(usable[Math.floor(Math.random() * usable.length)]?.token ?? token);
      return stopped ? undefined : client();
    };
    const running = Promise.all(Array.from({ length: clients }, client));
    return {
      /** Waits for the requests that are in flight now, while new ones start. */
      settle: () => Promise.all(inFlight),
      stop: async () => {
        stopped = true;
        await running;
        return result;
      },
    };
  };

  it('is replaced under load without a failed request while both keys verify', async () => {
    const [old = ''] = await stored();
    const load = startLoad(4);
    const rotation = await instance.keys.rotate();
    expect(rotation.outcome).toBe('rotated');
    const passMinutes = async (minutes: number): Promise<void> => {
      await load.settle();
      await wait(MINUTE);
      expect(await instance.keys.reload()).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (minutes > 1) await passMinutes(minutes - 1);
    };
    await passMinutes((LEAD + OVERLAP) / MINUTE + 2);
    const { failed, kids, requests } = await load.stop();
    expect(failed).toEqual([]);
    expect(kids).toEqual(new Set([old, rotation.kid]));
    expect(requests).toBeGreaterThan(100);
    expect(await stored()).toEqual([rotation.kid]);
  });

  it('is useless to an attacker after it has been retired', async () => {
    const [old = ''] = await stored();
    const stolenKey = instance.keys.find(old);
    await instance.keys.rotate();
    await wait(LEAD + OVERLAP + 1);
    // The token itself has not expired.
    const forged = withKey(instance, stolenKey, () => instance.issue(principal));
    expect(kidOf(forged)).toBe(old);
    expect(await instance.statusOf(forged)).toBe(401);
    expect(await instance.statusOf(instance.issue(principal))).toBe(200);
  });

  it('is rotated automatically after the rotation interval', async () => {
    const [old = ''] = await stored();
    await wait(30 * DAY - LEAD - OVERLAP - 60);
    await instance.keys.reload();
    expect(await stored()).toEqual([old]);
    await wait(LEAD + OVERLAP + 120);
    await instance.keys.reload();
    const [next = '', ...rest] = await stored();
    expect([next === old, rest]).toEqual([false, [old]]);
    await instance.keys.reload();
    expect(await stored()).toEqual([next, old]);
    expect(kidOf(instance.issue(principal))).toBe(old);
  });

  it('gets one successor when many rotations are requested at once', async () => {
    await wait(LEAD + OVERLAP);
    // The session has expired in the month that has passed.
    principal = await createUser(app);
    const rotations = await Promise.all(Array.from({ length: 20 }, () => instance.keys.rotate()));
    expect(new Set(rotations.map(({ kid }) => kid)).size).toBe(1);
    expect(rotations.filter(({ outcome }) => outcome === 'rotated')).toHaveLength(1);
    expect(await instance.keys.rotate()).toMatchObject({ outcome: 'already_rotating' });
    expect(await stored()).toHaveLength(2);
  });

  it('is replaced at once by an immediate rotation', async () => {
    const before = instance.issue(principal);
    expect(await instance.statusOf(before)).toBe(200);
    const { kid } = await instance.keys.rotate({ immediate: true });
    expect(await stored()).toEqual([kid]);
    expect(await instance.publishedKids()).toEqual([kid]);
    expect(await instance.statusOf(before)).toBe(401);
    expect(await instance.statusOf(instance.issue(principal))).toBe(200);
  });
});

/** Makes the instance sign with `key` during `sign()`. */
function withKey<T>(
  { keys }: Instance,
  key: ReturnType<Instance['keys']['find']>,
  sign: () => T,
): T {
  if (key === undefined) throw new Error('Unknown key.');
  const original = keys.signingKey.bind(keys);
  keys.signingKey = () => key;
  try {
    return sign();
  } finally {
    keys.signingKey = original;
  }
}
