import { randomBytes } from 'node:crypto';

/** @returns an address for a client of its own, as a proxy in front of the app would name it. */
export function clientAddress(): string {
  const bytes = [...randomBytes(6)];
  if ((bytes[0] ?? 0) < 128) return `10.${bytes.slice(3).join('.')}`;
  const [a, b] = [bytes.slice(1, 3), bytes.slice(3, 5)].map((two) =>
    Buffer.from(two).toString('hex'),
  );
  return `2001:db8:${a}:${b}::1`;
}
