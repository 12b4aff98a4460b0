import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/**
 * How a client authenticates at the token endpoint (OIDC Core §9).
 *
 * @publicApi
 */
export type ClientAuthenticationMethod =
  | 'client_secret_basic'
  | 'client_secret_post'
  | 'private_key_jwt'
  | 'none';

/**
 * The credentials of a client: a secret, or a private key, or `clientAuthentication: 'none'` for a public client.
 *
 * @publicApi
 */
export interface ClientCredentials {
  /** The client secret, or a function that returns it for each token request, for secrets that expire. */
  readonly clientSecret?: string | (() => string) | undefined;
  /**
   * The private key of a client that authenticates with signed assertions (`private_key_jwt`): PKCS #8 in PEM, or a JWK.
   * EC keys on P-256, P-384 and P-521, RSA keys of at least 2,048 bits (RS256), and Ed25519.
   */
  readonly privateKey?: string | JsonWebKey | undefined;
  /** The `kid` of the assertions. Default: the `kid` of the JWK, or none. */
  readonly keyId?: string | undefined;
  /**
   * Default with a private key: `private_key_jwt`. Default with a client secret: `client_secret_basic`, or
   * `client_secret_post` if the issuer supports only that.
   */
  readonly clientAuthentication?: ClientAuthenticationMethod | undefined;
}

/**
 * Returns the problem of the credentials of a client, as the predicate of a sentence.
 *
 * @returns undefined when they are complete
 */
export function findCredentialProblem(credentials: ClientCredentials): string | undefined {
  const { clientSecret, privateKey, clientAuthentication: method } = credentials;
  const hasSecret = clientSecret !== undefined && clientSecret !== '';
  if (hasSecret && privateKey !== undefined) return 'has a client secret and a private key';
  if (method === 'none') {
    return hasSecret || privateKey !== undefined
      ? "has credentials, but clientAuthentication is 'none'"
      : undefined;
  }
  if (!hasSecret && privateKey === undefined) return 'has no client secret and no private key';
  const needsKey = method === 'private_key_jwt';
  if (method !== undefined && needsKey !== (privateKey !== undefined)) {
    return `has no ${needsKey ? 'private key' : 'client secret'}, which ${method} requires`;
  }
  return privateKey === undefined ? undefined : findKeyProblem(privateKey);
}

/** @throws an error of `node:crypto` */
export function readPrivateKey(key: string | JsonWebKey): KeyObject {
  return typeof key === 'string' ? createPrivateKey(key) : createPrivateKey({ key, format: 'jwk' });
}

function findKeyProblem(key: string | JsonWebKey): string | undefined {
  try {
    return algorithmOf(readPrivateKey(key)) === undefined
      ? 'has a private key of an unsupported type'
      : undefined;
  } catch {
    return 'has a private key that is neither PKCS #8 in PEM nor a JWK';
  }
}

const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/**
 * Returns the algorithm of a private key for Web Crypto.
 *
 * @returns undefined for a type or size that is not supported
 */
export function algorithmOf({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject) {
  const namedCurve = CURVES[details?.namedCurve ?? ''];
  if (type === 'ec' && namedCurve !== undefined) return { name: 'ECDSA', namedCurve };
  if (type === 'ed25519') return { name: 'Ed25519' };
  const isLong = (details?.modulusLength ?? 0) >= 2048;
  return type === 'rsa' && isLong ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } : undefined;
}
