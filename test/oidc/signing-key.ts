import {
  createHmac,
  generateKeyPairSync,
  randomUUID,
  sign,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';

/** A key pair that signs JWTs. */
export interface SigningKey {
  readonly kid: string;
  readonly alg: 'ES256' | 'RS256';
  readonly privateKey: KeyObject;
  /** The public key, as in a JWKS. */
  readonly jwk: JsonWebKey;
}

/** Creates a key pair. */
export function createSigningKey(alg: SigningKey['alg'] = 'ES256'): SigningKey {
  const { privateKey, publicKey } =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
  return { kid, alg, privateKey, jwk };
}

/** The parts of a JWT that a test can change before it is signed. */
export interface UnsignedToken {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  /** A private key, a shared secret (HS256), or null for no signature. */
  key: KeyObject | string | null;
}

const encode = (value: object | Buffer): string =>
  (Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value))).toString('base64url');

/** Signs a JWT with the key, whatever its header says. */
export function signToken({ header, claims, key }: UnsignedToken): string {
  const input = `${encode(header)}.${encode(claims)}`;
  if (key === null) return `${input}.`;
  const signature =
    typeof key === 'string'
      ? createHmac('sha256', key).update(input).digest()
      : sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${encode(signature)}`;
}
