import { Inject, Injectable } from '@nestjs/common';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import type { AccountMove, FeatureDataHooks } from '../core/user-data-hooks.js';
import type { Transaction } from '../database/database.js';

/**
 * The hooks into the export, the deletion and the move of a user's data. They come from the options, and from features with
 * their own tables.
 *
 * @publicApi
 * @example
 * ```ts
 * constructor(hooks: UserDataHookRegistry) {
 *   hooks.add({ deleteUser: (userId, tx: Prisma.TransactionClient) => this.revokeGrants(userId, tx) });
 * }
 * ```
 */
@Injectable()
export class UserDataHookRegistry {
  readonly #hooks: FeatureDataHooks[];

  constructor(@Inject(RESOLVED_OPTIONS) { exportUser, deleteUser }: ResolvedOptions) {
    this.#hooks = [{ ...(exportUser && { exportUser }), ...(deleteUser && { deleteUser }) }];
  }

  /** Adds hooks. They run after the hooks that were added earlier. */
  add<Client>(hooks: FeatureDataHooks<Client>): void {
    this.#hooks.push(hooks);
  }

  /** @returns the properties that all hooks return */
  async exportUser(userId: string, { client }: Transaction): Promise<object> {
    const data: object = {};
    for (const hooks of this.#hooks) {
      Object.assign(data, await hooks.exportUser?.(userId, client as never));
    }
    return data;
  }

  async deleteUser(userId: string, { client }: Transaction): Promise<void> {
    for (const hooks of this.#hooks) await hooks.deleteUser?.(userId, client as never);
  }

  async moveAccounts(move: AccountMove, { client }: Transaction): Promise<void> {
    for (const hooks of this.#hooks) await hooks.moveAccounts?.(move, client as never);
  }
}
