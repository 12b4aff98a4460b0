/** The roles of a user after a change. */
interface CurrentRoles {
  readonly roles: readonly string[];
  readonly changedAt: number;
}

/**
 * The time of a change can be inaccurate by this much, in milliseconds, because the poll that reads the change takes time.
 */
const TIME_ERROR_MS = 5000;

/**
 * The current roles of users whose roles have changed recently. Its size is bounded by the number of changes within the
 * window.
 *
 * Tokens are compared by their roles and not by their time, because the clock of the instance that issued a token can
 * differ from the database's.
 */
export class RoleChangeCache {
  /** In the order of the changes, so that eviction never searches. */
  readonly #users = new Map<string, CurrentRoles>();

  /** @param windowMs minimum time for which an entry is kept after the change, in milliseconds */
  constructor(private readonly windowMs: number) {}

  /** Number of entries. */
  get size(): number {
    return this.#users.size;
  }

  /** Returns the roles of a user, or undefined when they have not changed. */
  get(userId: string): readonly string[] | undefined {
    return this.#users.get(userId)?.roles;
  }

  /**
   * Sets the roles of a user.
   *
   * @param changedAt time of the change, in milliseconds of a clock that cannot be set (`performance.now()`)
   * @returns whether the roles differ from the cached roles
   */
  set(userId: string, roles: readonly string[], changedAt: number): boolean {
    const before = this.#users.get(userId);
    const isNew = before === undefined || !hasSameRoles(before.roles, roles);
    if (!isNew && changedAt <= before.changedAt + TIME_ERROR_MS) return false;
    this.#users.delete(userId);
    this.#users.set(userId, { roles, changedAt });
    return isNew;
  }

  /**
   * Removes entries whose window has passed.
   *
   * @param now current time of the same clock
   */
  evict(now: number): void {
    for (const [userId, { changedAt }] of this.#users) {
      if (changedAt + this.windowMs + TIME_ERROR_MS >= now) return;
      this.#users.delete(userId);
    }
  }
}

/** Returns whether two lists of roles are equal, in the same order. Both lists come from the same column. */
export function hasSameRoles(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((role, index) => role === b[index]);
}
