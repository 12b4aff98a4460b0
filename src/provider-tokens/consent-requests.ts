import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  Clock,
  Encryption,
  RoutePaths,
  type Aead,
  type ConsentPage,
} from '../social-auth/index.js';

/** Lifetime of a consent request, in seconds. */
const LIFETIME = 60 * 60;

const schema = z.object({
  provider: z.string(),
  scopes: z.array(z.string()),
  accountId: z.string().optional(),
  loginHint: z.string().optional(),
  expiresAt: z.number(),
});

/** The access to a provider that the app requests from a user. */
export interface ConsentRequest {
  readonly provider: string;
  readonly scopes: readonly string[];
  /**
   * The account that the user must choose at the provider. Undefined if the user has no linked account of the provider.
   */
  readonly accountId?: string | undefined;
  /** The email address or user name of the account that the provider suggests. */
  readonly loginHint?: string | undefined;
}

/**
 * Creates the parameters of the page on which a user grants access. Encrypts each request for its user, so that no
 * other website can make users grant more than the app requests.
 */
@Injectable()
export class ConsentRequests {
  readonly #aead: Aead;

  constructor(
    encryption: Encryption,
    private readonly paths: RoutePaths,
    private readonly clock: Clock,
  ) {
    this.#aead = encryption.for('provider-consent');
  }

  create(userId: string, request: ConsentRequest): ConsentPage {
    const { provider } = request;
    const text = JSON.stringify({ ...request, expiresAt: this.clock.seconds() + LIFETIME });
    return {
      url: this.paths.origin + this.paths.url('GET /auth/:provider/consent', { provider }),
      request: this.#aead.encrypt(text, userId),
    };
  }

  /**
   * @param encrypted unvalidated
   * @returns undefined when the request is malformed, expired, or encrypted for another user
   */
  read(userId: string, encrypted: unknown): ConsentRequest | undefined {
    const text = typeof encrypted === 'string' ? this.#aead.decrypt(encrypted, userId) : undefined;
    const { data } = schema.safeParse(text === undefined ? undefined : JSON.parse(text));
    return data !== undefined && this.clock.seconds() < data.expiresAt ? data : undefined;
  }
}
