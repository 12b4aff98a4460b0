import { createHash, createHmac, sign } from 'node:crypto';
import { createSigningKey, type SigningKey } from './signing-keys.js';

/**
 * How an id_token is signed.
 *
 * - `valid`: RS256 with the current key
 * - `none`: `alg: none` and no signature
 * - `client-secret`: HS256 with the secret of the client
 * - `public-key`: HS256 with the public key as secret
 * - `unknown-key`: RS256 with a key that is not in the JWK Set, under the `kid` of the current key
 */
export type IdTokenSignature = 'valid' | 'none' | 'client-secret' | 'public-key' | 'unknown-key';

/** How an id_token differs from a correct id_token, to test that an application rejects it. */
export interface IdTokenForgery {
  /** Replaces claims with values of any type. `undefined` removes a claim. Default: none. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Replaces parameters of the header, for example `kid`. `undefined` removes a parameter. Default: none. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** Default: `valid`. */
  readonly signature?: IdTokenSignature;
}

/** The key of the emulated Google and the secret of the client. */
export interface IdTokenKeys {
  readonly signingKey: SigningKey;
  readonly clientSecret: string;
}

type Signer = (input: string) => Buffer;

/**
 * Signs an id_token (OpenID Connect Core §2).
 *
 * @param claims - the correct claims
 */
export async function signIdToken(
  claims: Readonly<Record<string, unknown>>,
  keys: IdTokenKeys,
  forgery: IdTokenForgery = {},
): Promise<string> {
  const { alg, signer } = await selectSigner(forgery.signature ?? 'valid', keys);
  const header = { alg, kid: keys.signingKey.kid, typ: 'JWT', ...forgery.header };
  const input = `${encode(header)}.${encode({ ...claims, ...forgery.claims })}`;
  return `${input}.${signer(input).toString('base64url')}`;
}

/**
 * Returns the claim `at_hash` of an access token, which is the left half of the hash of the token (OpenID Connect Core
 * §3.1.3.6).
 */
export function accessTokenHash(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
}

async function selectSigner(
  signature: IdTokenSignature,
  { signingKey, clientSecret }: IdTokenKeys,
): Promise<{ alg: string; signer: Signer }> {
  switch (signature) {
    case 'valid':
      return { alg: 'RS256', signer: rs256(signingKey) };
    case 'unknown-key':
      return { alg: 'RS256', signer: rs256(await createSigningKey()) };
    case 'client-secret':
      return { alg: 'HS256', signer: hs256(clientSecret) };
    case 'public-key':
      return { alg: 'HS256', signer: hs256(publicKeyPem(signingKey)) };
    default:
      return { alg: 'none', signer: () => Buffer.alloc(0) };
  }
}

function rs256({ privateKey }: SigningKey): Signer {
  return (input) => sign('RSA-SHA256', Buffer.from(input), privateKey);
}

function hs256(secret: string): Signer {
  return (input) => createHmac('sha256', secret).update(input).digest();
}

function publicKeyPem({ publicKey }: SigningKey): string {
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
