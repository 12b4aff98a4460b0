import { createHmac, sign, type KeyObject } from 'node:crypto';

/** The header of a JWT; its algorithm is that of the function that signs. */
interface Header {
  typ: string;
  kid?: string;
}

/**
 * Signs a JWT with ECDSA on P-256 (RFC 7515 §3.1, RFC 7518 §3.4).
 *
 * The same that `JwtService.sign` makes. That one takes twice the time, most of which is not cryptography,
 * and signing is what a refresh consists of; verifying, where every mistake would open a door, is left to it.
 */
export function signES256(header: Header, claims: object, privateKey: KeyObject): string {
  const input = signingInput({ alg: 'ES256', ...header }, claims);
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

/** Signs a JWT with HMAC and SHA-256 (RFC 7518 §3.2): the same text gets the same signature. */
export function signHS256(header: Header, claims: object, secret: KeyObject): string {
  const input = signingInput({ alg: 'HS256', ...header }, claims);
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

const signingInput = (header: object, claims: object) => `${encode(header)}.${encode(claims)}`;

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
