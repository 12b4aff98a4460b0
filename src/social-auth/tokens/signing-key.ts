import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { ACCESS_TOKEN_ALGORITHM } from '../../access-token/verify-access-token.js';
import { Aead } from '../../crypto/aead.js';
import { publicKeyParameters, thumbprint, toPublicJwk, type PublicJwk } from './public-jwk.js';
import type { StoredKey } from './signing-key.store.js';

/** A signing key with its private key decrypted. */
export interface DecryptedKey {
  readonly kid: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly publicJwk: PublicJwk;
}

/** Separates this use of the app secret from others. */
const PURPOSE = 'signing-key';

/**
 * Finds the secret that a stored signing key is encrypted with.
 *
 * @publicApi
 * @param key a row of the table `SigningKey`
 * @param secrets the option `secrets`
 * @returns the position in `secrets`, or undefined when none of them decrypts the key
 */
export function findSecretIndex(
  key: { readonly kid: string; readonly privateKey: string },
  secrets: readonly string[],
): number | undefined {
  const index = secrets.findIndex(
    (secret) => new Aead([secret], PURPOSE).decrypt(key.privateKey, key.kid) !== undefined,
  );
  return index === -1 ? undefined : index;
}

/** Generates signing keys, and encrypts and decrypts their private keys with the app secret. */
export class SigningKeyCodec {
  readonly #aead: Aead;

  /**
   * @param secrets newest first: the first one encrypts, all of them decrypt
   */
  constructor(secrets: readonly string[]) {
    this.#aead = new Aead(secrets, PURPOSE);
  }

  /** Generates an ES256 key. Its `kid` is the thumbprint of its public key (RFC 7638). */
  generate(createdAt: Date, signsFrom: Date): StoredKey {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const publicJwk = publicKeyParameters(publicKey);
    const kid = thumbprint(publicJwk);
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    return {
      kid,
      algorithm: ACCESS_TOKEN_ALGORITHM,
      publicJwk,
      privateKey: this.#aead.encrypt(pem, kid),
      createdAt,
      signsFrom,
    };
  }

  /**
   * Decrypts a stored key. The public key is derived from the private key, not read from the table, so that write
   * access to the table is not enough to add a key.
   *
   * @returns undefined when it was encrypted with a secret that is not configured
   */
  decrypt({ kid, privateKey: encrypted }: StoredKey): DecryptedKey | undefined {
    const pem = this.#aead.decrypt(encrypted, kid);
    if (pem === undefined) return undefined;
    const privateKey = createPrivateKey(pem);
    const publicKey = createPublicKey(privateKey);
    return { kid, privateKey, publicKey, publicJwk: toPublicJwk(publicKey, kid) };
  }
}
