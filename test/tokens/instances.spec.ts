import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Principal } from '../../src/access-token/principal.js';
import { SigningKeyStore } from '../../src/social-auth/tokens/signing-key.store.js';
import { TestApp, TEST_SECRET } from '../support/test-app.js';
import { Instance, kidOf, createUser } from './instance.js';

const NEW_SECRET = 'n3Wk7pQz0RtYb5LmHs8vDx1cFj6gUa9eOi2TqNwK';
const LEAD = 600;

describe('two instances on one database', () => {
  let app: TestApp;
  let first: Instance;
  let second: Instance;
  let principal: Principal;
  let ahead = 0;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
    first = Instance.of(app);
    second = await Instance.startOn(app);
    principal = await createUser(app);
  });
  afterAll(async () => {
    await second.stop();
    await app.stop();
  });

  const wait = async (seconds: number) => {
    ahead += seconds;
    for (const instance of [first, second]) await instance.moveClock(ahead);
  };
  const stored = async () =>
    (await app.prisma.signingKey.findMany({ orderBy: { signsFrom: 'desc' } })).map(
      ({ kid }) => kid,
    );
  const spyOnKeyQueries = () => vi.spyOn(app.app.get(SigningKeyStore, { strict: false }), 'all');

  it('create one key when both rotate, and accept each other’s tokens', async () => {
    const rotations = await Promise.all([first.keys.rotate(), second.keys.rotate()]);
    expect(new Set(rotations.map(({ kid }) => kid)).size).toBe(1);
    expect(rotations.map(({ outcome }) => outcome).toSorted()).toEqual([
      'already_rotating',
      'rotated',
    ]);
    expect(await stored()).toHaveLength(2);
    await wait(LEAD + 1);
    const [kid] = await stored();
    const [firstToken, secondToken] = [first.issue(principal), second.issue(principal)];
    expect([kidOf(firstToken), kidOf(secondToken)]).toEqual([kid, kid]);
    expect(await Promise.all([second.statusOf(firstToken), first.statusOf(secondToken)])).toEqual([
      200, 200,
    ]);
  });

  it('create one successor when the rotation of their key is due', async () => {
    await wait(31 * 24 * 60 * 60);
    // The session has expired.
    principal = await createUser(app);
    await Promise.all([first.keys.reload(), second.keys.reload()]);
    expect(await stored()).toHaveLength(2);
    expect(await first.publishedKids()).toEqual(await second.publishedKids());
  });

  it('replace all keys by one when both rotate immediately', async () => {
    const before = await stored();
    const reads = letBothReadFirst();
    const [firstResult, secondResult] = await Promise.all([
      first.keys.rotate({ immediate: true }),
      second.keys.rotate({ immediate: true }),
    ]);
    reads.mockRestore();
    expect(firstResult.kid).toBe(secondResult.kid);
    expect(await stored()).toEqual([firstResult.kid]);
    expect(before).not.toContain(firstResult.kid);
  });

  it('load an unknown key with one query, and remove the keys that it replaced', async () => {
    const old = first.issue(principal);
    const { kid } = await second.keys.rotate({ immediate: true });
    const token = second.issue(principal);
    const queries = spyOnKeyQueries();
    expect(first.tokens.verify(token)).toBeUndefined();
    const principals = await Promise.all(
      Array.from({ length: 50 }, () => first.tokens.verifyAfterRotation(token)),
    );
    expect(principals).toEqual(Array.from({ length: 50 }, () => principal));
    expect(queries).toHaveBeenCalledTimes(1);
    expect(first.tokens.verify(token)).toEqual(principal);
    expect(first.tokens.verify(old)).toBeUndefined();
    expect(await first.publishedKids()).toEqual([kid]);
    queries.mockRestore();
  });

  it('do not query the database for a token that is invalid for another reason', async () => {
    await wait(6);
    const expired = first.issue(principal);
    await wait(301);
    const queries = spyOnKeyQueries();
    for (const token of [expired, 'x.y.z', '', `${expired}x`]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await first.tokens.verifyAfterRotation(token)).toBeUndefined();
    }
    expect(queries).not.toHaveBeenCalled();
    queries.mockRestore();
  });

  it('continue with the keys in memory when the database fails, and log it once', async () => {
    const token = first.issue(principal);
    const logged = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    const queries = spyOnKeyQueries().mockRejectedValue(
      new Error('down: postgresql://user:secret@host'),
    );
    expect([await first.keys.reload(), await first.keys.reload()]).toEqual([false, false]);
    expect(first.tokens.verify(token)).toEqual(principal);
    expect(kidOf(first.issue(principal))).toBe(kidOf(token));
    expect(logged.mock.calls.map(([line]) => String(line))).toEqual([
      'Cannot read signing keys (Error). Continuing with the keys in memory.',
    ]);
    queries.mockRestore();
    logged.mockRestore();
    expect(await first.keys.reload()).toBe(true);
  });

  it('wait at most two seconds for a database that does not respond', async () => {
    await wait(6);
    const [, ...rest] = first.issue(principal).split('.');
    const header = JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: 'unknown' });
    const token = [Buffer.from(header).toString('base64url'), ...rest].join('.');
    const hanging = new Promise((resolve) => setTimeout(resolve, 2600, []));
    const queries = spyOnKeyQueries().mockReturnValueOnce(hanging as never);
    const start = Date.now();
    await Promise.all([
      first.tokens.verifyAfterRotation(token),
      first.tokens.verifyAfterRotation(token),
    ]);
    expect(Date.now() - start).toBeLessThan(2500);
    expect(first.tokens.verify(first.issue(principal))).toEqual(principal);
    await first.keys.reload();
    queries.mockRestore();
  });

  it('decrypt keys with any secret of the list, and encrypt with the newest', async () => {
    await wait(2 * LEAD);
    const third = await Instance.startOn(app, { APP_SECRET: `${NEW_SECRET},${TEST_SECRET}` });
    await third.moveClock(ahead);
    try {
      const old = first.issue(principal);
      expect(await third.statusOf(old)).toBe(200);
      expect(await first.statusOf(third.issue(principal))).toBe(200);
      const { kid } = await third.keys.rotate({ immediate: true });
      expect(await third.publishedKids()).toEqual([kid]);

      // An instance with only the old secret logs that it cannot decrypt the key, and rejects its tokens.
      const logged = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
      expect(await first.keys.reload()).toBe(false);
      expect(String(logged.mock.calls[0]?.[0])).toContain(
        'does not contain the secret that signing key',
      );
      logged.mockRestore();
      expect(first.tokens.verify(third.issue(principal))).toBeUndefined();
      await expect(Instance.startOn(app)).rejects.toThrow(
        /does not contain the secret that signing key .*APP_SECRET/,
      );
    } finally {
      await third.stop();
    }
  });
});

/** Delays both instances until each has read the keys. Otherwise one may start after the other has finished. */
function letBothReadFirst() {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with `this` below
  const read = SigningKeyStore.prototype.all;
  let pending = 2;
  let release: () => void;
  const bothRead = new Promise<void>((resolve) => (release = resolve));
  return vi.spyOn(SigningKeyStore.prototype, 'all').mockImplementation(async function (
    this: SigningKeyStore,
  ) {
    const keys = await read.call(this);
    pending -= 1;
    if (pending === 0) release();
    await bothRead;
    return keys;
  });
}

describe('the signing key table', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
  });
  afterAll(() => app.stop());

  it('cannot replace a public key, because public keys are derived from the encrypted private keys', async () => {
    const instance = Instance.of(app);
    const before = instance.keys.publicJwks();
    const [row] = await app.prisma.signingKey.findMany();
    await app.prisma.signingKey.update({
      where: { kid: row?.kid ?? '' },
      data: { publicJwk: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } },
    });
    const other = await Instance.startOn(app);
    expect(other.keys.publicJwks()).toEqual(before);
    await other.stop();
  });

  it('gets one key when several instances start on an empty table', async () => {
    await app.prisma.signingKey.deleteMany();
    const instances = await Promise.all([1, 2, 3].map(() => Instance.startOn(app)));
    expect(await app.prisma.signingKey.count()).toBe(1);
    expect(new Set(instances.map(({ keys }) => keys.signingKey().kid)).size).toBe(1);
    await Promise.all(instances.map((instance) => instance.stop()));
  });
});
