import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { z } from 'zod';
import { Aead } from '../../crypto/aead.js';
import type { NewKey, StoredKey } from './signing-key.store.js';
import { ACCESS_TOKEN_ALGORITHM } from '../../access-token/verify-access-token.js';

const publicJwkSchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
});

type PublicPoint = z.infer<typeof publicJwkSchema>;

/** The public half of a key, as published (RFC 7517 §4). */
export type PublicJwk = PublicPoint & { kid: string; alg: string; use: 'sig' };

/** A key that is ready for use. */
export interface DecryptedKey {
  readonly kid: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly publicJwk: PublicJwk;
}

/** Makes signing keys, and seals and opens their private halves under the app secret. */
export class SigningKeyCodec {
  readonly #box: Aead;

  /** @param secrets newest first: the newest seals, all of them open */
  constructor(secrets: readonly string[]) {
    this.#box = new Aead(secrets, 'signing-key');
  }

  /** @returns a new key, ready to be stored; its id is its thumbprint (RFC 7638). */
  generate(createdAt: Date, signsFrom: Date): NewKey {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const publicJwk = publicPoint(publicKey);
    const kid = thumbprint(publicJwk);
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    return {
      kid,
      algorithm: ACCESS_TOKEN_ALGORITHM,
      publicJwk,
      privateKey: this.#box.encrypt(pem, kid),
      createdAt,
      signsFrom,
    };
  }

  /**
   * Opens a stored key. The public half comes out of the sealed one, so that whoever can write to the
   * table cannot slip in a key of their own.
   *
   * @returns undefined when it was sealed under a secret that is not ours
   */
  decrypt({ kid, privateKey: sealed }: StoredKey): DecryptedKey | undefined {
    const pem = this.#box.decrypt(sealed, kid);
    if (pem === undefined) return undefined;
    const privateKey = createPrivateKey(pem);
    const publicKey = createPublicKey(privateKey);
    const publicJwk = publicPoint(publicKey);
    return {
      kid,
      privateKey,
      publicKey,
      publicJwk: { ...publicJwk, kid, alg: ACCESS_TOKEN_ALGORITHM, use: 'sig' },
    };
  }
}

function publicPoint(key: KeyObject): PublicPoint {
  return publicJwkSchema.parse(key.export({ format: 'jwk' }));
}

function thumbprint({ crv, kty, x, y }: PublicPoint): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}
