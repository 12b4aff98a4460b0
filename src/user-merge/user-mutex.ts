import { Injectable } from '@nestjs/common';
import { SocialAuthError } from '../social-auth/index.js';

/** Time after which a client may try again, in seconds. */
const RETRY_AFTER_SECONDS = 5;

/**
 * Permits one preview, merge or undo per person and instance at a time. Rejects further ones: for a user with many rows, one
 * takes seconds, and others that wait for its locks would occupy connections that other users need.
 */
@Injectable()
export class UserMutex {
  readonly #busy = new Set<string>();

  /** @throws SocialAuthError `rate_limited` while work of the user is in progress, or what the work throws */
  async run<T>(userId: string, work: () => Promise<T>): Promise<T> {
    if (this.#busy.has(userId)) {
      throw new SocialAuthError('rate_limited', {
        reason: 'a preview, a merge or an undo of the user is in progress',
        userId,
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    }
    this.#busy.add(userId);
    try {
      return await work();
    } finally {
      this.#busy.delete(userId);
    }
  }
}
