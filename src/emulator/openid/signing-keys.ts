import { createHash, generateKeyPair, type JsonWebKey, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** An RSA key that signs id_tokens. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/**
 * The first key of all emulators in this process. They share one key, because creating a key takes 0.1 to 1 s of CPU
 * time.
 */
let firstKey: Promise<SigningKey> | undefined;

/** The signing keys of the emulated Google. The newest key is first. */
export class SigningKeys {
  #keys: Promise<readonly [SigningKey, ...SigningKey[]]> = (firstKey ??= createSigningKey()).then(
    (key) => [key],
  );

  /** Returns the key that signs id_tokens. */
  async current(): Promise<SigningKey> {
    const [newest] = await this.#keys;
    return newest;
  }

  /** Returns the JWK Set (RFC 7517 §5). */
  async jwks(): Promise<{ keys: JsonWebKey[] }> {
    const keys = await this.#keys;
    return {
      keys: keys.map(({ kid, publicKey }) => ({
        ...publicKey.export({ format: 'jwk' }),
        kid,
        use: 'sig',
        alg: 'RS256',
      })),
    };
  }

  /**
   * Creates a key, and signs id_tokens with this key from now on.
   *
   * @param keepPrevious - whether the JWK Set still contains the previous key
   */
  async rotate({ keepPrevious }: { keepPrevious: boolean }): Promise<void> {
    const created = await createSigningKey();
    const [previous] = await this.#keys;
    this.#keys = Promise.resolve([created, ...(keepPrevious ? [previous] : [])]);
  }
}

/** Creates a key with 2,048 bits. The key id is a hash of the key, as at Google. */
export async function createSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
  });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const kid = createHash('sha1').update(spki).digest('hex');
  return { kid, privateKey, publicKey };
}
