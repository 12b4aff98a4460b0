import { Aead } from '../../crypto/aead.js';

/**
 * Creates encryption keys for data at rest from the option `secrets`. The first secret encrypts, and all of them decrypt.
 *
 * @publicApi
 */
export class Encryption {
  constructor(private readonly secrets: readonly string[]) {}

  /**
   * Returns the encryption for one purpose (AES-256-GCM).
   *
   * @param purpose unique per use, because a text can only be decrypted for the purpose for which it was encrypted
   */
  for(purpose: string): Aead {
    return new Aead(this.secrets, purpose);
  }
}
