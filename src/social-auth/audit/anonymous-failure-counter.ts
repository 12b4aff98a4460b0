import type { AuditEntry } from './audit-entry.js';

/** Counts what strangers do instead of listing it: one entry for all of a kind, however many they are. */
export class AnonymousFailureCounter {
  readonly #entries = new Map<string, AuditEntry>();

  add(entry: AuditEntry): void {
    const kind = JSON.stringify([entry.type, entry.provider, entry.detail]);
    const before = this.#entries.get(kind)?.count ?? 0;
    this.#entries.set(kind, { ...entry, count: before + entry.count });
  }

  /** @returns an entry for each kind, as of its latest; counting begins anew. */
  drain(): AuditEntry[] {
    const taken = [...this.#entries.values()];
    this.#entries.clear();
    return taken;
  }
}
