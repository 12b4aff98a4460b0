import { Injectable } from '@nestjs/common';
import { SocialAuthError } from '../social-auth/index.js';

/** Time after which a client can try again, in seconds. */
const RETRY_AFTER_SECONDS = 5;

/**
 * Permits only one preview, merge or undo per person and instance at a time, and rejects further ones. With many rows,
 * a merge takes seconds. If further ones waited for its locks, they would occupy database connections that other users
 * need.
 */
@Injectable()
export class UserMutex {
  readonly #busy = new Set<string>();

  /** @throws SocialAuthError `rate_limited` while work of the user is in progress, or the error of the work */
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
