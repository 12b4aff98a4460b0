import { createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { describe, expect, it } from 'vitest';
import { signES256, signHS256 } from '../../src/social-auth/tokens/sign-jwt.js';

const jwt = new JwtService({});
const claims = {
  iss: 'https://app.example',
  sub: 'Žofie 🦊',
  roles: ['a', 'b'],
  iat: 1_900_000_000,
  exp: 1_900_000_300,
  nested: { quote: '"', none: undefined, nothing: null },
};
const now = { clockTimestamp: 1_900_000_001 };

describe('signing a JWT', () => {
  it('with HS256 returns the same bytes as @nestjs/jwt', () => {
    const secret = createSecretKey(randomBytes(32));
    const header = { alg: 'HS256', typ: 'rt+jwt' };
    const expected = jwt.sign(claims, {
      secret: secret as unknown as Buffer,
      algorithm: 'HS256',
      header,
    });
    expect(signHS256({ typ: 'rt+jwt' }, claims, secret)).toBe(expected);
  });

  it('with ES256 returns the header and payload of @nestjs/jwt and a signature that it accepts', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const header = { alg: 'ES256', typ: 'at+jwt', kid: 'one' };
    const token = signES256({ typ: 'at+jwt', kid: 'one' }, claims, privateKey);
    const expected = jwt.sign(claims, {
      privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }),
      algorithm: 'ES256',
      header,
    });
    expect(token.split('.').slice(0, 2)).toEqual(expected.split('.').slice(0, 2));
    const pem = publicKey.export({ format: 'pem', type: 'spki' });
    const check = { publicKey: pem, algorithms: ['ES256' as const], ...now };
    expect(jwt.verify(token, check)).toEqual(JSON.parse(JSON.stringify(claims)));
    const [head, body, signature] = token.split('.') as [string, string, string];
    expect(signature).toMatch(/^[\w-]{86}$/);
    const other = Buffer.from('{"sub":"another user"}').toString('base64url');
    expect(() => jwt.verify(`${head}.${other}.${signature}`, check)).toThrow('invalid signature');
    expect(() => jwt.verify(`${head}.${body}.${'A'.repeat(86)}`, check)).toThrow(
      'invalid signature',
    );
  });
});
