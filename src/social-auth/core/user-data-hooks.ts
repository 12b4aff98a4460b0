/**
 * Accounts that move from one user to another, because the users are merged, or because a merge is undone.
 *
 * @publicApi
 */
export interface AccountMove {
  readonly accountIds: readonly string[];
  /** The user that the accounts belonged to. */
  readonly from: string;
  readonly to: string;
}

/**
 * Hooks into the export and the deletion of a user's data, for the tables of the app.
 *
 * Both run in a transaction that is repeated when it conflicts with another one, so a hook must have no effects outside of
 * the transaction.
 *
 * @typeParam Client the app's Prisma client within a transaction (`Prisma.TransactionClient`)
 * @publicApi
 */
export interface UserDataHooks<Client = never> {
  /**
   * Returns the app's data of a user, which the export contains as `data`. Do not include secrets. Dates become strings,
   * and integers of 64 bits become decimal strings. Default: no data.
   *
   * @param userId the id of the user, as text for every type of ids
   * @throws any error: the export fails, and nothing is sent
   *
   * @example
   * ```ts
   * exportUser: async (userId, tx) => ({
   *   orders: await tx.order.findMany({ where: { userId } }),
   * })
   * ```
   */
  exportUser?: (userId: string, transaction: Client) => object | Promise<object>;
  /**
   * Deletes or anonymizes the app's rows of a user, in the transaction that deletes the user. Not called for users who
   * are deleted with Prisma or SQL. Default: no rows.
   *
   * @param userId the id of the user, as text for every type of ids
   * @throws any error: the deletion is canceled, and nothing is changed
   *
   * @example
   * ```ts
   * deleteUser: async (userId, tx) => {
   *   await tx.comment.updateMany({ where: { userId }, data: { userId: null } });
   *   await tx.draft.deleteMany({ where: { userId } });
   * }
   * ```
   */
  deleteUser?: (userId: string, transaction: Client) => void | Promise<void>;
}

/**
 * The hooks of features with tables of their own.
 *
 * @typeParam Client the app's Prisma client within a transaction (`Prisma.TransactionClient`)
 * @publicApi
 */
export interface FeatureDataHooks<Client = never> extends UserDataHooks<Client> {
  /**
   * Updates the rows of accounts that move to another user, in the transaction that moves them.
   *
   * @throws any error: the move is canceled, and nothing is changed
   */
  moveAccounts?: (move: AccountMove, transaction: Client) => void | Promise<void>;
}
