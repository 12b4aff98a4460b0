import { createHash } from 'node:crypto';

/** Shorter values occur in logs by chance. */
const MIN_LENGTH = 10;

/** Values that must not occur in logs or in the database, in any encoding. */
export class Canaries {
  readonly #values = new Map<string, Set<string>>();

  /** @param values the values to search for; absent values are ignored */
  add(name: string, ...values: (string | null | undefined)[]): void {
    for (const value of values) {
      if (value === undefined || value === null || value.length < MIN_LENGTH) continue;
      const known = this.#values.get(name) ?? new Set();
      this.#values.set(name, known.add(value));
    }
  }

  /** The names of the added values. */
  get names(): string[] {
    return [...this.#values.keys()];
  }

  /** @returns the names of the values that a text contains, in any encoding */
  foundIn(text: string): string[] {
    return this.#namesOf(text, encodings);
  }

  /** @returns the names of the values whose SHA-256 hash a text contains */
  hashesIn(text: string): string[] {
    return this.#namesOf(text, (value) => {
      const hash = createHash('sha256').update(value).digest();
      return [hash.toString('hex'), hash.toString('base64'), hash.toString('base64url')];
    });
  }

  #namesOf(text: string, encode: (value: string) => string[]): string[] {
    return this.names.filter((name) =>
      [...(this.#values.get(name) ?? [])].some((value) =>
        encode(value).some((form) => text.includes(form)),
      ),
    );
  }
}

function encodings(value: string): string[] {
  const bytes = Buffer.from(value);
  return [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    // The last characters of base64 depend on the bytes that follow.
    bytes.toString('base64').slice(0, -4),
    bytes.toString('base64url').slice(0, -4),
    bytes.toString('hex'),
  ];
}
