import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../core/clock.js';
import { ConfigurationError } from '../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { SecretBox } from '../core/secret-box.js';
import { SigningKeyStore, thumbprint, type NewKey, type StoredKey } from './signing-key.store.js';

/** The one algorithm access tokens are signed with (RFC 7518 §3.4). */
export const ACCESS_TOKEN_ALGORITHM = 'ES256';

const publicJwkSchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
});

/** The public half of a key, as published (RFC 7517 §4). */
export type PublicJwk = z.infer<typeof publicJwkSchema> & { kid: string; alg: string; use: 'sig' };

/** A key that is ready for use. */
export interface RingKey {
  kid: string;
  publicKey: KeyObject;
  privateKey: KeyObject;
  publicJwk: PublicJwk;
}

/** The signing keys of this app in memory: loaded at start, so that no request waits for the database. */
@Injectable()
export class KeyRing implements OnModuleInit {
  readonly #box: SecretBox;
  #keys: readonly RingKey[] = [];

  constructor(
    private readonly store: SigningKeyStore,
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) { secrets }: ResolvedOptions,
  ) {
    this.#box = new SecretBox(secrets, 'signing-key');
  }

  /** Loads the keys; the first instance on an empty database makes the first. */
  async onModuleInit(): Promise<void> {
    const stored = await this.store.all();
    const keys =
      stored.length > 0 ? stored : await this.store.addUnlessDone((k) => this.#firstKey(k));
    this.#keys = keys.map((key) => this.#open(key));
  }

  /** @returns the key that signs now. */
  signingKey(): RingKey {
    const [newest] = this.#keys;
    if (newest === undefined) throw new Error('the key ring is used before it is loaded');
    return newest;
  }

  /** @returns the key of that id, if it is one of ours. */
  find(kid: string): RingKey | undefined {
    return this.#keys.find((key) => key.kid === kid);
  }

  /** @returns the public keys, as `/.well-known/jwks.json` shows them. */
  publicJwks(): PublicJwk[] {
    return this.#keys.map(({ publicJwk }) => publicJwk);
  }

  #firstKey(keys: StoredKey[]): NewKey | undefined {
    if (keys.length > 0) return undefined;
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const publicJwk = publicJwkSchema.parse(publicKey.export({ format: 'jwk' }));
    const kid = thumbprint(publicJwk);
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const now = this.clock.now();
    return {
      kid,
      algorithm: ACCESS_TOKEN_ALGORITHM,
      publicJwk,
      privateKey: this.#box.seal(pem, kid),
      createdAt: now,
      signsFrom: now,
    };
  }

  #open({ kid, publicJwk, privateKey }: StoredKey): RingKey {
    const pem = this.#box.open(privateKey, kid);
    if (pem === undefined) {
      throw new ConfigurationError([
        `signing key ${kid} was sealed under another secret: put the secret it was made with back at the ` +
          'end of the list (APP_SECRET), or delete that row of "SigningKey", which ends its access tokens',
      ]);
    }
    const jwk = publicJwkSchema.parse(publicJwk);
    return {
      kid,
      privateKey: createPrivateKey(pem),
      publicKey: createPublicKey({ key: jwk, format: 'jwk' }),
      publicJwk: { ...jwk, kid, alg: ACCESS_TOKEN_ALGORITHM, use: 'sig' },
    };
  }
}
