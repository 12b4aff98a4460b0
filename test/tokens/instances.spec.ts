import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Principal } from '../../src/access-token/principal.js';
import { TestApp, TEST_SECRET } from '../support/test-app.js';
import { Instance, kidOf, createUser } from './instance.js';

const NEW_SECRET = 'n3Wk7pQz0RtYb5LmHs8vDx1cFj6gUa9eOi2TqNwK';
const LEAD = 600;

describe('two instances on one database', () => {
  let app: TestApp;
  let here: Instance;
  let there: Instance;
  let principal: Principal;
  let ahead = 0;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
    here = Instance.of(app);
    there = await Instance.beside(app);
    principal = await createUser(app);
  });
  afterAll(async () => {
    await there.stop();
    await app.stop();
  });

  const wait = (seconds: number) => {
    ahead += seconds;
    for (const instance of [here, there]) instance.moveClock(ahead);
  };
  const stored = async () =>
    (await app.prisma.signingKey.findMany({ orderBy: { signsFrom: 'desc' } })).map(
      ({ kid }) => kid,
    );
  const asksOfKeys = () => vi.spyOn(app.prisma.signingKey, 'findMany');

  it('that both rotate make one key, and take one another’s tokens', async () => {
    const rotations = await Promise.all([here.keys.rotate(), there.keys.rotate()]);
    expect(new Set(rotations.map(({ kid }) => kid)).size).toBe(1);
    expect(rotations.map(({ outcome }) => outcome).toSorted()).toEqual([
      'already_rotating',
      'rotated',
    ]);
    expect(await stored()).toHaveLength(2);
    wait(LEAD + 1);
    const [kid] = await stored();
    const [mine, theirs] = [here.issue(principal), there.issue(principal)];
    expect([kidOf(mine), kidOf(theirs)]).toEqual([kid, kid]);
    expect(await Promise.all([there.ask(mine), here.ask(theirs)])).toEqual([200, 200]);
  });

  it('whose key is due at the same time make one successor', async () => {
    wait(31 * 24 * 60 * 60);
    // The session has ended meanwhile.
    principal = await createUser(app);
    await Promise.all([here.keys.reload(), there.keys.reload()]);
    expect(await stored()).toHaveLength(2);
    expect(await here.published()).toEqual(await there.published());
  });

  it('replace all keys by one when both are told to at once', async () => {
    const before = await stored();
    const [mine, theirs] = await Promise.all([
      here.keys.rotate({ immediate: true }),
      there.keys.rotate({ immediate: true }),
    ]);
    expect(mine.kid).toBe(theirs.kid);
    expect(await stored()).toEqual([mine.kid]);
    expect(before).not.toContain(mine.kid);
  });

  it('meet a key they do not know yet with one look, and drop what it replaced', async () => {
    const old = here.issue(principal);
    const { kid } = await there.keys.rotate({ immediate: true });
    const token = there.issue(principal);
    const asks = asksOfKeys();
    expect(here.tokens.verify(token)).toBeUndefined();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => here.tokens.verifyAfterRotation(token)),
    );
    expect(answers).toEqual(Array.from({ length: 50 }, () => principal));
    expect(asks).toHaveBeenCalledTimes(1);
    expect(here.tokens.verify(token)).toEqual(principal);
    expect(here.tokens.verify(old)).toBeUndefined();
    expect(await here.published()).toEqual([kid]);
    asks.mockRestore();
  });

  it('do not look for the key of a token that is bad for another reason', async () => {
    wait(6);
    const expired = here.issue(principal);
    wait(301);
    const asks = asksOfKeys();
    for (const token of [expired, 'x.y.z', '', `${expired}x`]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await here.tokens.verifyAfterRotation(token)).toBeUndefined();
    }
    expect(asks).not.toHaveBeenCalled();
    asks.mockRestore();
  });

  it('go on with the keys in memory when the database fails, and say so once', async () => {
    const token = here.issue(principal);
    const logged = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    const asks = asksOfKeys().mockRejectedValue(new Error('down: postgresql://user:secret@host'));
    expect([await here.keys.reload(), await here.keys.reload()]).toEqual([false, false]);
    expect(here.tokens.verify(token)).toEqual(principal);
    expect(kidOf(here.issue(principal))).toBe(kidOf(token));
    expect(logged.mock.calls.map(([line]) => String(line))).toEqual([
      'the signing keys could not be read (Error); those in memory go on',
    ]);
    asks.mockRestore();
    logged.mockRestore();
    expect(await here.keys.reload()).toBe(true);
  });

  it('keep no request waiting longer than two seconds for a database that hangs', async () => {
    wait(6);
    const [, ...rest] = here.issue(principal).split('.');
    const header = JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: 'unknown' });
    const token = [Buffer.from(header).toString('base64url'), ...rest].join('.');
    const hanging = new Promise((resolve) => setTimeout(resolve, 2600, []));
    const asks = asksOfKeys().mockReturnValueOnce(hanging as never);
    const begun = Date.now();
    await Promise.all([
      here.tokens.verifyAfterRotation(token),
      here.tokens.verifyAfterRotation(token),
    ]);
    expect(Date.now() - begun).toBeLessThan(2500);
    expect(here.tokens.verify(here.issue(principal))).toEqual(principal);
    await here.keys.reload();
    asks.mockRestore();
  });

  it('open with a list of secrets what an older one sealed, and seal with the newest', async () => {
    wait(2 * LEAD);
    const rolled = await Instance.beside(app, { APP_SECRET: `${NEW_SECRET},${TEST_SECRET}` });
    rolled.moveClock(ahead);
    try {
      const old = here.issue(principal);
      expect(await rolled.ask(old)).toBe(200);
      expect(await here.ask(rolled.issue(principal))).toBe(200);
      const { kid } = await rolled.keys.rotate({ immediate: true });
      expect(await rolled.published()).toEqual([kid]);

      // An instance that has only the old secret cannot open it: it says so, and takes nobody else's word.
      const logged = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
      expect(await here.keys.reload()).toBe(false);
      expect(String(logged.mock.calls[0]?.[0])).toContain('sealed under another secret');
      logged.mockRestore();
      expect(here.tokens.verify(rolled.issue(principal))).toBeUndefined();
      await expect(Instance.beside(app)).rejects.toThrow(/sealed under another secret.*APP_SECRET/);
    } finally {
      await rolled.stop();
    }
  });
});

describe('the table of signing keys', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
  });
  afterAll(() => app.stop());

  it('is not believed when somebody writes another public key into it', async () => {
    const instance = Instance.of(app);
    const before = instance.keys.publicJwks();
    const [row] = await app.prisma.signingKey.findMany();
    await app.prisma.signingKey.update({
      where: { kid: row?.kid ?? '' },
      data: { publicJwk: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } },
    });
    const other = await Instance.beside(app);
    expect(other.keys.publicJwks()).toEqual(before);
    await other.stop();
  });

  it('gets its first key from one of several instances that start at once', async () => {
    await app.prisma.signingKey.deleteMany();
    const instances = await Promise.all([1, 2, 3].map(() => Instance.beside(app)));
    expect(await app.prisma.signingKey.count()).toBe(1);
    expect(new Set(instances.map(({ keys }) => keys.signingKey().kid)).size).toBe(1);
    await Promise.all(instances.map((instance) => instance.stop()));
  });
});
