import { createHmac, sign, type KeyObject } from 'node:crypto';

/** The header of a JWT without `alg`, which the signing function adds. */
interface Header {
  typ: string;
  kid?: string;
}

/**
 * Signs a JWT with ES256 (ECDSA on P-256, RFC 7515 §3.1, RFC 7518 §3.4).
 *
 * `JwtService.sign` takes twice as long, and signing is most of the time of a refresh. Tokens are verified with
 * `JwtService`.
 */
export function signES256(header: Header, claims: object, privateKey: KeyObject): string {
  const input = signingInput({ alg: 'ES256', ...header }, claims);
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

/** Signs a JWT with HS256 (HMAC with SHA-256, RFC 7518 §3.2). The same claims result in the same bytes. */
export function signHS256(header: Header, claims: object, secret: KeyObject): string {
  const input = signingInput({ alg: 'HS256', ...header }, claims);
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

const signingInput = (header: object, claims: object) => `${encode(header)}.${encode(claims)}`;

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
