import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { UserDeletionStore } from '../users/user-deletion.store.js';

/**
 * Logs a warning at start if foreign keys of the app prevent the deletion of users, and no hook deletes the rows with these
 * keys.
 */
@Injectable()
export class WarnAboutReferences implements OnApplicationBootstrap {
  readonly #logger = new Logger('SocialAuth');

  constructor(
    private readonly users: UserDeletionStore,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.options.deleteUser !== undefined) return;
    try {
      const references = await this.users.listRestrictingReferences();
      if (references.length === 0) return;
      this.#logger.warn(
        `Users with rows in ${references.join(', ')} cannot be deleted, by themselves or by administrators, because of a foreign key. Pass the hook deleteUser, or set onDelete of the relation in the Prisma schema.`,
      );
    } catch {
      this.#logger.warn('Cannot check which foreign keys prevent the deletion of users.');
    }
  }
}
