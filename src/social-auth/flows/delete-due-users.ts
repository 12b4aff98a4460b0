import { Injectable, Logger } from '@nestjs/common';
import { SocialAuthError } from '../core/errors.js';
import { UserDeletionStore, type DueUser } from '../users/user-deletion.store.js';
import { DeleteUser } from './delete-user.js';

/** Maximum number of users per run. The next run deletes the remaining ones. */
const MAX_USERS = 10_000;

const BATCH_SIZE = 100;

/** Deletes users whose grace period is over, each in a transaction of its own. Several instances share the work. */
@Injectable()
export class DeleteDueUsers {
  readonly #logger = new Logger('DeleteDueUsers');

  constructor(
    private readonly users: UserDeletionStore,
    private readonly deleteUser: DeleteUser,
  ) {}

  /** A user who cannot be deleted does not delay the others. @returns the number of deleted users */
  async run(): Promise<number> {
    let deleted = 0;
    let last: DueUser | undefined;
    for (let seen = 0; seen < MAX_USERS; seen += BATCH_SIZE) {
      const due = await this.users.listDue(last, BATCH_SIZE);
      for (const { id } of due) deleted += Number(await this.#delete(id));
      if (due.length < BATCH_SIZE) break;
      last = due.at(-1);
    }
    return deleted;
  }

  async #delete(id: string): Promise<boolean> {
    try {
      return (await this.deleteUser.runIfDue(id)) === 'changed';
    } catch (error) {
      this.#logger.error(`Cannot delete user ${id} (${describe(error)}). Trying again in an hour.`);
      return false;
    }
  }
}

function describe(error: unknown): string {
  if (error instanceof SocialAuthError) return `${error.code}: ${error.details.reason}`;
  return error instanceof Error ? error.name : 'unknown error';
}
