import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  Clock,
  Encryption,
  RoutePaths,
  type Aead,
  type ConsentPage,
} from '../social-auth/index.js';

/** Lifetime of a request for access, in seconds. */
const LIFETIME = 60 * 60;

const schema = z.object({
  provider: z.string(),
  scopes: z.array(z.string()),
  accountId: z.string().optional(),
  loginHint: z.string().optional(),
  expiresAt: z.number(),
});

/** The access that a user is asked for. */
export interface ConsentRequest {
  readonly provider: string;
  readonly scopes: readonly string[];
  /** The account that the user has to choose. Undefined if the user has no account at the provider. */
  readonly accountId?: string | undefined;
  /** The account to suggest at the provider. */
  readonly loginHint?: string | undefined;
}

/**
 * Creates links to the page on which a user grants access. The request is encrypted for the user, so that no other page can
 * make users grant more than the app asks for.
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
   * @returns undefined when it is malformed, expired, or of another user
   */
  read(userId: string, encrypted: unknown): ConsentRequest | undefined {
    const text = typeof encrypted === 'string' ? this.#aead.decrypt(encrypted, userId) : undefined;
    const { data } = schema.safeParse(text === undefined ? undefined : JSON.parse(text));
    return data !== undefined && this.clock.seconds() < data.expiresAt ? data : undefined;
  }
}
