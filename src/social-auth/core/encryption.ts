import { Aead } from '../../crypto/aead.js';

/**
 * Creates keys for the encryption of data at rest from the option `secrets`: the first secret encrypts, all of them
 * decrypt.
 *
 * @publicApi
 */
export class Encryption {
  constructor(private readonly secrets: readonly string[]) {}

  /**
   * Returns the encryption for one purpose (AES-256-GCM).
   *
   * @param purpose unique per use: texts of another purpose cannot be decrypted
   */
  for(purpose: string): Aead {
    return new Aead(this.secrets, purpose);
  }
}
