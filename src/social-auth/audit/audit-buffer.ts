import type { AuditEntry } from './audit-entry.js';

/** More events than an instance has in the minutes that a database may be away; some megabytes. */
const CAPACITY = 10_000;

/** The events that are not written yet; where there is no room for all, the oldest are dropped. */
export class AuditBuffer {
  #entries: AuditEntry[] = [];
  #dropped = 0;

  get size(): number {
    return this.#entries.length;
  }

  add(entry: AuditEntry): void {
    this.#entries.push(entry);
    this.#fit();
  }

  /** @returns everything, oldest first; it is here no more. */
  drain(): AuditEntry[] {
    const taken = this.#entries;
    this.#entries = [];
    return taken;
  }

  /** Takes back what was taken and not written. */
  requeue(entries: readonly AuditEntry[]): void {
    this.#entries = [...entries, ...this.#entries];
    this.#fit();
  }

  /** @returns how many were dropped since it was asked last. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  #fit(): void {
    const excess = this.#entries.length - CAPACITY;
    if (excess <= 0) return;
    this.#entries.splice(0, excess);
    this.#dropped += excess;
  }
}
