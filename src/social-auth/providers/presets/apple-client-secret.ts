import { createPrivateKey, type KeyObject } from 'node:crypto';
import { encodePart, signES256 } from '../../../crypto/jws.js';
import { ConfigurationError } from '../../core/errors.js';
import { providerOption } from '../../core/validate-providers.js';

/** Lifetime of a client secret, in seconds. Apple permits six months. Each token request uses a new one. */
const LIFETIME_SECONDS = 300;

/** The credentials of a Services ID in an Apple developer account. */
export interface AppleKey {
  /** The Services ID. */
  readonly clientId: string;
  /** The team ID: 10 characters. */
  readonly teamId: string;
  /** The key ID: 10 characters. */
  readonly keyId: string;
  /** The content of the `.p8` file: an EC key on P-256 in PEM. */
  readonly privateKey: string;
}

/**
 * Returns a function that creates client secrets: JWTs with ES256.
 *
 * @param provider name of the provider, for the error
 * @throws ConfigurationError when the key is not an EC key on P-256
 * @see https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret
 */
export function appleClientSecret(
  { clientId, teamId, keyId, privateKey }: AppleKey,
  provider: string,
): () => string {
  const key = readKey(privateKey, provider);
  return () => {
    const now = Math.floor(Date.now() / 1000);
    const header = encodePart({ alg: 'ES256', kid: keyId });
    const claims = {
      iss: teamId,
      iat: now,
      exp: now + LIFETIME_SECONDS,
      aud: 'https://appleid.apple.com',
      sub: clientId,
    };
    return signES256(header, claims, key);
  };
}

function readKey(privateKey: string, provider: string): KeyObject {
  try {
    const key = createPrivateKey(privateKey);
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  } catch {
    // The message of the error can contain a part of the key.
  }
  throw new ConfigurationError([
    {
      option: providerOption(provider),
      problem: 'has a private key that is not an EC key on P-256 in PEM',
      fix: 'Use the content of the .p8 file, with its line breaks.',
    },
  ]);
}
