import type { AuditEntry } from './audit-entry.js';

/** Maximum number of pending events. It is enough for an outage of some minutes, and takes a few megabytes. */
const CAPACITY = 10_000;

/** A bounded queue of pending events. Drops the oldest events when it is full. */
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

  /** Removes and returns all events, oldest first. */
  drain(): AuditEntry[] {
    const taken = this.#entries;
    this.#entries = [];
    return taken;
  }

  /** Puts back events that could not be written. */
  requeue(entries: readonly AuditEntry[]): void {
    this.#entries = [...entries, ...this.#entries];
    this.#fit();
  }

  /** Returns the number of dropped events since the last call. */
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
