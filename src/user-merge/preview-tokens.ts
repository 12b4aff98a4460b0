import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock, Encryption, type Aead } from '../social-auth/index.js';
import type { MergePair } from './merge-users.js';

/** Lifetime of a token, in seconds. */
const LIFETIME = 5 * 60;

const schema = z.object({
  absorbedId: z.string(),
  survivorId: z.string(),
  digest: z.string(),
  expiresAt: z.number(),
});

/** The users and the digest of the preview that a token confirms. */
export interface ConfirmedPreview extends MergePair {
  readonly digest: string;
}

/**
 * Creates the tokens that confirm a preview. Encrypts each token for the session and the login in which the preview was
 * shown.
 */
@Injectable()
export class PreviewTokens {
  readonly #aead: Aead;

  constructor(
    encryption: Encryption,
    private readonly clock: Clock,
  ) {
    this.#aead = encryption.for('user-merge-preview');
  }

  /**
   * @param sessionId the id of the current session
   * @param login the id of the login that proves the other account
   */
  create(confirmed: ConfirmedPreview, sessionId: string, login: string): string {
    const { absorbedId, survivorId, digest } = confirmed;
    const expiresAt = this.clock.seconds() + LIFETIME;
    const text = JSON.stringify({ absorbedId, survivorId, digest, expiresAt });
    return this.#aead.encrypt(text, contextOf(sessionId, login));
  }

  /**
   * @param token untrusted
   * @returns undefined when the token is malformed, expired, or was created for another session or login
   */
  read(token: unknown, sessionId: string, login: string): ConfirmedPreview | undefined {
    if (typeof token !== 'string') return undefined;
    const text = this.#aead.decrypt(token, contextOf(sessionId, login));
    const { data } = schema.safeParse(text === undefined ? undefined : JSON.parse(text));
    return data !== undefined && this.clock.seconds() < data.expiresAt ? data : undefined;
  }
}

const contextOf = (sessionId: string, login: string) => JSON.stringify([sessionId, login]);
