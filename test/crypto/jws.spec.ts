import { createSecretKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { describe, expect, it } from 'vitest';
import { encodePart, signES256, signHS256, verifyHS256 } from '../../src/crypto/jws.js';

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
    expect(signHS256(encodePart(header), claims, secret)).toBe(expected);
  });

  it('with ES256 returns the header and payload of @nestjs/jwt and a signature that it accepts', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const header = { alg: 'ES256', typ: 'at+jwt', kid: 'one' };
    const token = signES256(encodePart(header), claims, privateKey);
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

describe('verifying a JWT with HS256', () => {
  const [secret, former, other] = [1, 2, 3].map(() => createSecretKey(randomBytes(32))) as [
    KeyObject,
    KeyObject,
    KeyObject,
  ];
  const header = encodePart({ alg: 'HS256', typ: 'rt+jwt' });
  const token = signHS256(header, claims, secret);
  const [, payload, signature] = token.split('.') as [string, string, string];
  const verify = (text: string) => verifyHS256(text, header, [secret, former]);

  it('returns the claims of a token that one of the secrets has signed', () => {
    const expected = JSON.parse(JSON.stringify(claims)) as unknown;
    expect(verify(token)).toEqual(expected);
    expect(verify(signHS256(header, claims, former))).toEqual(expected);
  });

  const withHeader = (changed: object) => signHS256(encodePart(changed), claims, secret);
  const forged: Record<string, string> = {
    'another secret': signHS256(header, claims, other),
    'the algorithm none': `${encodePart({ alg: 'none', typ: 'rt+jwt' })}.${payload}.`,
    'another type': withHeader({ alg: 'HS256', typ: 'at+jwt' }),
    'an additional header parameter': withHeader({ alg: 'HS256', typ: 'rt+jwt', kid: 'a' }),
    'header parameters in another order': withHeader({ typ: 'rt+jwt', alg: 'HS256' }),
    'other claims': `${header}.${encodePart({ ...claims, sub: 'else' })}.${signature}`,
    'no signature': `${header}.${payload}.`,
    'two parts': `${header}.${payload}`,
    'two parts, of which the second is a signature': `${header}.${signature}`,
    'four parts': `${token}.${signature}`,
    'an additional empty part': `${header}.${payload}..${signature}`,
    'a padded signature': `${token}=`,
    'a signature in base64': `${header}.${payload}.${Buffer.from(signature, 'base64url').toString('base64')}`,
    'a space at the end': `${token} `,
    'a character that is one byte in latin1': `${token.slice(0, -1)}\u0141`,
    'no text': '',
    'dots only': '...',
    'the header only': `${header}.`,
  };
  it.each(Object.entries(forged))('rejects a token with %s', (_, text) => {
    expect(verify(text)).toBeUndefined();
  });

  it('rejects a token with any character replaced', () => {
    const replaced = Array.from(token, (character, at) => {
      const replacement = character === 'A' ? 'B' : 'A';
      return `${token.slice(0, at)}${replacement}${token.slice(at + 1)}`;
    });
    expect(replaced.filter((text) => verify(text) !== undefined)).toEqual([]);
  });
});
