import type { AuditEntry } from './audit-entry.js';

/** Aggregates failed logins of unknown users, so that a flood of them adds only a few rows. */
export class AnonymousFailureCounter {
  readonly #entries = new Map<string, AuditEntry>();

  add(entry: AuditEntry): void {
    const kind = JSON.stringify([entry.type, entry.provider, entry.detail]);
    const before = this.#entries.get(kind)?.count ?? 0;
    this.#entries.set(kind, { ...entry, count: before + entry.count });
  }

  /** Returns one entry for each kind, with the time of its latest event, and resets the counts. */
  drain(): AuditEntry[] {
    const taken = [...this.#entries.values()];
    this.#entries.clear();
    return taken;
  }
}
