import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/access-token/principal.js';
import { heapUsed } from '../support/heap.js';
import { TestApp } from '../support/test-app.js';
import { Forger } from '../tokens/forged-tokens.js';
import { Instance, createUser } from '../tokens/instance.js';
import { KeyEndpoint, VerifyingService } from './verifying-service.js';

const HOUR = 60 * 60;

const FAULTS: Record<string, RequestListener> = {
  'answers nothing': () => {},
  'answers half and hangs': (_, response) => response.writeHead(200).write('{"keys":'),
  'answers without end': (_, response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write('x'.repeat(64 * 1024)), 1);
    response.once('close', () => clearInterval(drip));
  },
  'drips, while garbage is collected': (_, response) => {
    response.writeHead(200).write('{');
    const drip = setInterval(() => response.write(' '), 20);
    const collect = setInterval(heapUsed, 500);
    response.once('close', () => {
      clearInterval(drip);
      clearInterval(collect);
    });
  },
  'breaks off': (request) => request.socket.destroy(),
  'answers 500': (_, response) => response.writeHead(500).end('{"keys":[]}'),
  'answers a page': (_, response) => response.end('<!doctype html>'),
  'answers null': (_, response) => response.end('null'),
  'answers no keys': (_, response) => response.end('{"keys":[]}'),
  'answers junk for keys': (_, response) =>
    response.end('{"keys":[null,1,"x",{},{"kty":"EC","kid":"a"}]}'),
};

describe('a service that fetches keys', () => {
  let app: TestApp;
  let issuer: Instance;
  let principal: Principal;
  let endpoint: KeyEndpoint;
  let service: VerifyingService;
  let token: string;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
    issuer = Instance.of(app);
    principal = await createUser(app);
    token = issuer.issue(principal);
  });
  afterAll(() => app.stop());

  beforeEach(async () => {
    endpoint = await KeyEndpoint.start();
    endpoint.answerJson(jwks, { 'cache-control': 'public, max-age=300' });
    service = await VerifyingService.start('fastify', {
      issuer: app.origin,
      jwksUri: endpoint.uri,
    });
  });
  afterEach(async () => {
    await service.stop();
    await endpoint.stop();
  });

  const jwks = () => ({ keys: issuer.keys.publicJwks() });
  const ofUnknownKey = () =>
    new Forger(token).sign(issuer.keys.signingKey().privateKey, {
      kid: randomUUID(),
    });

  it('asks once for all who wait, and then not for as long as the answer is fresh', async () => {
    expect(endpoint.asked).toBe(0);
    const answers = await Promise.all(Array.from({ length: 50 }, () => service.ask(token)));
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(endpoint.asked).toBe(1);
    service.moveClock(280);
    await service.ask(token);
    expect(endpoint.asked).toBe(1);
    service.moveClock(310);
    await service.ask(token);
    expect(endpoint.asked).toBe(2);
  });

  it.each([
    ['max-age=0', 60],
    ['no-store', 60],
    ['max-age=99999999', HOUR],
    ['public', 300],
  ])('keeps an answer that says %s for %i seconds', async (cacheControl, seconds) => {
    endpoint.answerJson(jwks, { 'cache-control': cacheControl });
    await service.ask(token);
    service.moveClock(seconds - 2);
    await service.ask(token);
    expect(endpoint.asked).toBe(1);
    service.moveClock(seconds + 2);
    await service.ask(token);
    expect(endpoint.asked).toBe(2);
  });

  it('asks at most once in ten seconds, whatever keys it is shown', async () => {
    await service.ask(token);
    const [, ...rest] = token.split('.');
    const strange = () => {
      const header = JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: randomUUID() });
      return [Buffer.from(header).toString('base64url'), ...rest].join('.');
    };
    const flood = async () => {
      const answers = Array.from({ length: 10_000 }, () => service.verifier.verify(strange()));
      expect(new Set(await Promise.all(answers))).toEqual(new Set([undefined]));
    };
    for (const [seconds, asked] of [
      [1, 1],
      [11, 2],
      [12, 2],
      [22, 3],
    ] as const) {
      service.moveClock(seconds);
      // oxlint-disable-next-line no-await-in-loop
      await flood();
      expect(endpoint.asked).toBe(asked);
    }
    expect([await service.ask(strange()), await service.ask(token)]).toEqual([401, 200]);
  });

  it('asks nobody about a token that cannot be one', async () => {
    const { publicKey } = issuer.keys.signingKey();
    const {
      'an unknown key': _1,
      'a key elsewhere': _2,
      'a key id that is a path': _3,
      ...forged
    } = new Forger(token).ofAStranger(publicKey, endpoint.uri);
    const malformed = Object.entries(forged).filter(
      ([name]) =>
        !/our id|changed payload|prototype|no signature|long token|persons|letters/.test(name),
    );
    expect(malformed.length).toBeGreaterThan(10);
    for (const [name, bad] of malformed) {
      // oxlint-disable-next-line no-await-in-loop
      expect([name, await service.ask(bad)]).toEqual([name, 401]);
    }
    expect(endpoint.asked).toBe(0);
  });

  it('takes only keys for ES256 that are meant for signatures', async () => {
    const [jwk] = issuer.keys.publicJwks();
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    const unfit = [
      { ...jwk, alg: 'ES384' },
      { ...jwk, use: 'enc' },
      { ...jwk, alg: undefined },
      { ...jwk, use: undefined },
      { ...jwk, kid: '' },
      { ...jwk, y: 'A'.repeat(43) },
      { ...jwk, crv: 'P-384' },
      { ...rsa.export({ format: 'jwk' }), kid: jwk?.kid, alg: 'ES256', use: 'sig' },
      { kty: 'oct', k: 'c2VjcmV0', kid: jwk?.kid, alg: 'ES256', use: 'sig' },
    ];
    endpoint.answerJson(() => ({ keys: unfit }));
    expect(await service.ask(token)).toBe(503);
    service.moveClock(11);
    endpoint.answerJson(() => ({ keys: [...unfit, jwk] }));
    expect(await service.ask(token)).toBe(200);
  });

  it('follows no redirect', async () => {
    const elsewhere = await KeyEndpoint.start();
    elsewhere.answerJson(jwks);
    endpoint.answer((_, response) => response.writeHead(302, { location: elsewhere.uri }).end());
    expect(await service.ask(token)).toBe(503);
    expect(elsewhere.asked).toBe(0);
    await elsewhere.stop();
  });

  describe.concurrent('from an app that', () => {
    it.each(Object.entries(FAULTS))(
      '%s: says 503 within the time, then goes on',
      async (_, fault) => {
        const faulty = await KeyEndpoint.start();
        faulty.answer(fault);
        const victim = await VerifyingService.start('fastify', {
          issuer: app.origin,
          jwksUri: faulty.uri,
        });
        try {
          const begun = Date.now();
          const refusal = await victim.whoAmI(`Bearer ${token}`);
          expect(Date.now() - begun).toBeLessThan(4_000);
          expect(refusal.status).toBe(503);
          expect(refusal.headers.get('retry-after')).toBe('10');
          expect(refusal.body).toMatchObject({ statusCode: 503, code: 'keys_unavailable' });
          expect([await victim.ask(token), faulty.asked]).toEqual([503, 1]);

          faulty.answerJson(jwks);
          victim.moveClock(11);
          expect(await victim.ask(token)).toBe(200);

          // Now that it has keys they serve on, and an unknown key is simply not one of them.
          faulty.answer(fault);
          victim.moveClock(HOUR / 2);
          issuer.moveClock(HOUR / 2);
          const later = issuer.issue(principal);
          expect(await victim.ask(later)).toBe(200);
          const again = Date.now();
          expect(await victim.ask(later)).toBe(200);
          expect(Date.now() - again).toBeLessThan(1_000);
          expect(await victim.ask(ofUnknownKey())).toBe(401);

          // But not for ever: whoever keeps it from the keys could keep a stolen one alive.
          victim.moveClock(HOUR * 2);
          issuer.moveClock(HOUR * 2);
          expect(await victim.ask(issuer.issue(principal))).toBe(503);
        } finally {
          await victim.stop();
          await faulty.stop();
        }
      },
    );
  });
});
