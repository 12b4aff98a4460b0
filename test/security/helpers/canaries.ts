import { createHash } from 'node:crypto';

/** Shorter texts stand in any log by chance. */
const TELLING = 10;

/** What must not be found anywhere: collected while it is used, and looked for in every form. */
export class Canaries {
  readonly #values = new Map<string, Set<string>>();

  /** @param value nothing is kept of an absent one; a test that relies on it looks at `names` */
  add(name: string, ...values: (string | null | undefined)[]): void {
    for (const value of values) {
      if (value === undefined || value === null || value.length < TELLING) continue;
      const known = this.#values.get(name) ?? new Set();
      this.#values.set(name, known.add(value));
    }
  }

  /** What it looks for. */
  get names(): string[] {
    return [...this.#values.keys()];
  }

  /** @returns the names of what stands in a text: as it is, escaped, or in another alphabet. */
  foundIn(text: string): string[] {
    return this.#namesOf(text, forms);
  }

  /** @returns the names of what a text holds a SHA-256 of. */
  hashesIn(text: string): string[] {
    return this.#namesOf(text, (value) => {
      const hash = createHash('sha256').update(value).digest();
      return [hash.toString('hex'), hash.toString('base64'), hash.toString('base64url')];
    });
  }

  #namesOf(text: string, formsOf: (value: string) => string[]): string[] {
    return this.names.filter((name) =>
      [...(this.#values.get(name) ?? [])].some((value) =>
        formsOf(value).some((form) => text.includes(form)),
      ),
    );
  }
}

function forms(value: string): string[] {
  const bytes = Buffer.from(value);
  return [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    // The last letters of base64 depend on what follows.
    bytes.toString('base64').slice(0, -4),
    bytes.toString('base64url').slice(0, -4),
    bytes.toString('hex'),
  ];
}
