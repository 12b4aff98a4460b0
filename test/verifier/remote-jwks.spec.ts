import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/access-token/principal.js';
import { FULL_RUN } from '../support/full-run.js';
import { heapUsed } from '../support/heap.js';
import { TestApp } from '../support/test-app.js';
import { TokenForger } from '../tokens/forged-tokens.js';
import { Instance, createUser } from '../tokens/instance.js';
import { JwksEndpoint, VerifierApp } from './verifier-app.js';

const HOUR = 60 * 60;
const FLOOD = FULL_RUN ? 10_000 : 1000;

const FAILURES: Record<string, RequestListener> = {
  'sends no response': () => {},
  'sends half a response and stalls': (_, response) => response.writeHead(200).write('{"keys":'),
  'sends a response without end': (_, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('x'.repeat(64 * 1024)), 1);
    response.once('close', () => clearInterval(timer));
  },
  'sends one byte at a time while garbage is collected': (_, response) => {
    response.writeHead(200).write('{');
    const timer = setInterval(() => response.write(' '), 20);
    const collect = setTimeout(heapUsed, 500);
    response.once('close', () => {
      clearInterval(timer);
      clearTimeout(collect);
    });
  },
  'closes the connection': (request) => request.socket.destroy(),
  'responds with 500': (_, response) => response.writeHead(500).end('{"keys":[]}'),
  'responds with HTML': (_, response) => response.end('<!doctype html>'),
  'responds with null': (_, response) => response.end('null'),
  'responds without keys': (_, response) => response.end('{"keys":[]}'),
  'responds with invalid keys': (_, response) =>
    response.end('{"keys":[null,1,"x",{},{"kty":"EC","kid":"a"}]}'),
};

describe('the JWKS client of a verifier', () => {
  let app: TestApp;
  let issuer: Instance;
  let principal: Principal;
  let endpoint: JwksEndpoint;
  let service: VerifierApp;
  let token: string;

  beforeAll(async () => {
    app = await TestApp.start('fastify');
    issuer = Instance.of(app);
    principal = await createUser(app);
    token = issuer.issue(principal);
  });
  afterAll(() => app.stop());

  beforeEach(async () => {
    endpoint = await JwksEndpoint.start();
    endpoint.respondWithJson(jwks, { 'cache-control': 'public, max-age=300' });
    service = await VerifierApp.start('fastify', {
      issuer: app.origin,
      jwksUri: endpoint.uri,
    });
  });
  afterEach(async () => {
    await service.stop();
    await endpoint.stop();
  });

  const jwks = () => ({ keys: issuer.keys.publicJwks() });
  const tokenWithUnknownKid = () =>
    new TokenForger(token).sign(issuer.keys.signingKey().privateKey, {
      kid: randomUUID(),
    });

  it('accepts a byte order mark before the JSON', async () => {
    endpoint.respondWith((_, response) => response.end(`\ufeff${JSON.stringify(jwks())}`));
    expect(await service.statusOf(token)).toBe(200);
  });

  it('shares one fetch among concurrent requests, and does not fetch again while the response is fresh', async () => {
    expect(endpoint.requestCount).toBe(0);
    const statuses = await Promise.all(Array.from({ length: 50 }, () => service.statusOf(token)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(endpoint.requestCount).toBe(1);
    service.moveClock(280);
    await service.statusOf(token);
    expect(endpoint.requestCount).toBe(1);
    service.moveClock(310);
    await service.statusOf(token);
    expect(endpoint.requestCount).toBe(2);
  });

  it.each([
    ['max-age=0', 60],
    ['no-store', 60],
    ['max-age=99999999', HOUR],
    ['public', 300],
  ])(
    'treats a response with Cache-Control: %s as fresh for %i seconds',
    async (cacheControl, seconds) => {
      endpoint.respondWithJson(jwks, { 'cache-control': cacheControl });
      await service.statusOf(token);
      service.moveClock(seconds - 2);
      await service.statusOf(token);
      expect(endpoint.requestCount).toBe(1);
      service.moveClock(seconds + 2);
      await service.statusOf(token);
      expect(endpoint.requestCount).toBe(2);
    },
  );

  it('fetches at most once in ten seconds for any number of unknown key ids', async () => {
    await service.statusOf(token);
    const [, ...rest] = token.split('.');
    const withRandomKid = () => {
      const header = JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: randomUUID() });
      return [Buffer.from(header).toString('base64url'), ...rest].join('.');
    };
    const flood = async () => {
      const principals = Array.from({ length: FLOOD }, () =>
        service.verifier.verify(withRandomKid()),
      );
      expect(new Set(await Promise.all(principals))).toEqual(new Set([undefined]));
    };
    for (const [seconds, requestCount] of [
      [1, 1],
      [11, 2],
      [12, 2],
      [22, 3],
    ] as const) {
      service.moveClock(seconds);
      // oxlint-disable-next-line no-await-in-loop
      await flood();
      expect(endpoint.requestCount).toBe(requestCount);
    }
    expect([await service.statusOf(withRandomKid()), await service.statusOf(token)]).toEqual([
      401, 200,
    ]);
  });

  it('does not fetch for a token that cannot be valid', async () => {
    const { publicKey } = issuer.keys.signingKey();
    const {
      'an unknown kid': _1,
      'a key URL': _2,
      'a kid that is a path': _3,
      ...forged
    } = new TokenForger(token).withInvalidSignature(publicKey, endpoint.uri);
    const malformed = Object.entries(forged).filter(
      ([name]) =>
        !/known kid|modified payload|prototype|no signature|long token|subject|outside/.test(name),
    );
    expect(malformed.length).toBeGreaterThan(10);
    for (const [name, malformedToken] of malformed) {
      // oxlint-disable-next-line no-await-in-loop
      expect([name, await service.statusOf(malformedToken)]).toEqual([name, 401]);
    }
    expect(endpoint.requestCount).toBe(0);
  });

  it('accepts only ES256 keys for signatures', async () => {
    const [jwk] = issuer.keys.publicJwks();
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    const unsupported = [
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
    endpoint.respondWithJson(() => ({ keys: unsupported }));
    expect(await service.statusOf(token)).toBe(503);
    service.moveClock(11);
    endpoint.respondWithJson(() => ({ keys: [...unsupported, jwk] }));
    expect(await service.statusOf(token)).toBe(200);
  });

  it('does not follow a redirect', async () => {
    const elsewhere = await JwksEndpoint.start();
    elsewhere.respondWithJson(jwks);
    endpoint.respondWith((_, serverResponse) =>
      serverResponse.writeHead(302, { location: elsewhere.uri }).end(),
    );
    expect(await service.statusOf(token)).toBe(503);
    expect(elsewhere.requestCount).toBe(0);
    await elsewhere.stop();
  });

  describe.concurrent('when the issuer', () => {
    it.each(Object.entries(FAILURES))(
      '%s: returns 503 in time, recovers, and continues with cached keys for one hour',
      async (_, failure) => {
        const faulty = await JwksEndpoint.start();
        faulty.respondWith(failure);
        const verifier = await VerifierApp.start('fastify', {
          issuer: app.origin,
          jwksUri: faulty.uri,
        });
        try {
          const start = Date.now();
          const response = await verifier.whoAmI(`Bearer ${token}`);
          expect(Date.now() - start).toBeLessThan(10_000);
          expect(response.status).toBe(503);
          expect(response.headers.get('retry-after')).toBe('10');
          expect(response.body).toMatchObject({ statusCode: 503, code: 'keys_unavailable' });
          expect([await verifier.statusOf(token), faulty.requestCount]).toEqual([503, 1]);

          faulty.respondWithJson(jwks);
          verifier.moveClock(11);
          expect(await verifier.statusOf(token)).toBe(200);

          // With cached keys, known keys verify and unknown ones are rejected.
          faulty.respondWith(failure);
          verifier.moveClock(HOUR / 2);
          await issuer.moveClock(HOUR / 2);
          const later = issuer.issue(principal);
          expect(await verifier.statusOf(later)).toBe(200);
          const secondStart = Date.now();
          expect(await verifier.statusOf(later)).toBe(200);
          expect(Date.now() - secondStart).toBeLessThan(1_000);
          expect(await verifier.statusOf(tokenWithUnknownKid())).toBe(401);

          // After one hour the cached keys are discarded, because one of them may have been revoked.
          verifier.moveClock(HOUR * 2);
          await issuer.moveClock(HOUR * 2);
          expect(await verifier.statusOf(issuer.issue(principal))).toBe(503);
        } finally {
          await verifier.stop();
          await faulty.stop();
        }
      },
    );
  });
});
