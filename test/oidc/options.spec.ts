import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  apple,
  checkOptions,
  microsoft,
  oidc,
  type OidcOptions,
} from '../../src/social-auth/index.js';
import { TEST_SECRET } from '../support/test-app.js';

const base = {
  name: 'acme',
  label: 'Acme',
  issuer: 'https://id.example.com',
  clientId: 'app',
} as const;

const pem = (key: KeyObject) => key.export({ format: 'pem', type: 'pkcs8' }).toString();
const ec = (namedCurve: string) => pem(generateKeyPairSync('ec', { namedCurve }).privateKey);
const P256 = ec('P-256');

const INVALID: readonly (readonly [Partial<OidcOptions>, string])[] = [
  [{}, 'has no client secret and no private key'],
  [{ clientSecret: '' }, 'has no client secret and no private key'],
  [{ clientSecret: 'x', privateKey: P256 }, 'has a client secret and a private key'],
  [{ clientSecret: 'x', clientAuthentication: 'none' }, "but clientAuthentication is 'none'"],
  [{ privateKey: P256, clientAuthentication: 'client_secret_post' }, 'has no client secret'],
  [{ clientSecret: 'x', clientAuthentication: 'private_key_jwt' }, 'has no private key'],
  [{ privateKey: 'x' }, 'neither PKCS #8 in PEM nor a JWK'],
  [{ privateKey: { kty: 'EC' } }, 'neither PKCS #8 in PEM nor a JWK'],
  [{ privateKey: ec('secp256k1') }, 'unsupported type'],
  [
    { privateKey: pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey) },
    'unsupported type',
  ],
  [{ clientSecret: 'x', issuer: 'id.example.com' }, 'an issuer that is not an https URL'],
  [{ clientSecret: 'x', issuer: 'ftp://id.example.com' }, 'an issuer that is not an https URL'],
  [{ clientSecret: 'x', issuer: 'https://id.example.com/?x' }, 'an issuer with a query'],
  [{ clientSecret: 'x', issuer: 'https://id.example.com/#' }, 'an issuer with a query'],
  [{ clientSecret: 'x', issuer: 'https://a:b@id.example.com' }, 'an issuer with a query'],
];

describe('the options of an OpenID Connect issuer', () => {
  it.each(INVALID)('%# must not be invalid: %j', (options, problem) => {
    expect(() => oidc({ ...base, ...options })).toThrow(problem);
  });

  it('permit plain http in development only', () => {
    const options = {
      publicUrl: 'https://app.example.com',
      secrets: [TEST_SECRET],
      providers: [oidc({ ...base, issuer: 'http://localhost:4000', clientSecret: 'x' })],
    };
    expect(() => checkOptions(options)).toThrow('has an endpoint that is not https');
    expect(() => checkOptions({ ...options, environment: 'development' })).not.toThrow();
  });

  it('of Microsoft contain a directory', () => {
    const client = { clientId: 'app', clientSecret: 'x' };
    expect(() => microsoft({ ...client, tenant: '../evil' })).toThrow('has a tenant that is not');
    expect(() => microsoft({ ...client, tenant: '', name: 'work' })).toThrow(
      'provider "work" has a tenant that is not',
    );
  });

  it('of Apple contain an EC key on P-256, which no error quotes', () => {
    const key = { clientId: 'app', teamId: 'TEAM123456', keyId: 'KEY1234567' };
    for (const privateKey of ['the text of a key', ec('P-384'), '']) {
      const create = () => apple({ ...key, privateKey, name: 'ios' });
      expect(create).toThrow(
        'provider "ios" has a private key that is not an EC key on P-256 in PEM',
      );
      expect(create).not.toThrow('the text of a key');
    }
  });
});
