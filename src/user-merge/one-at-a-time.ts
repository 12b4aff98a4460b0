import { Injectable } from '@nestjs/common';
import { SocialAuthError } from '../social-auth/index.js';

/** When a client may try again, in seconds. */
const RETRY_AFTER = 5;

/**
 * Limits each person to one transaction of this feature per instance. A transaction of a user with many rows takes seconds, and
 * further ones would wait for its locks, each with a connection that other users need.
 */
@Injectable()
export class OneAtATime {
  readonly #busy = new Set<string>();

  /** @throws SocialAuthError `rate_limited` while work of the user is in progress, or what the work throws */
  async run<T>(userId: string, work: () => Promise<T>): Promise<T> {
    if (this.#busy.has(userId)) {
      throw new SocialAuthError('rate_limited', {
        reason: 'a preview, a merge or an undo of the user is in progress',
        userId,
        retryAfterSeconds: RETRY_AFTER,
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
