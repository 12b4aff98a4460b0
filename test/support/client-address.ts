import { randomBytes } from 'node:crypto';

/** @returns a random IPv4 or IPv6 address, as a proxy sends it in X-Forwarded-For */
export function clientAddress(): string {
  const bytes = [...randomBytes(6)];
  if ((bytes[0] ?? 0) < 128) return `10.${bytes.slice(3).join('.')}`;
  const [a, b] = [bytes.slice(1, 3), bytes.slice(3, 5)].map((two) =>
    Buffer.from(two).toString('hex'),
  );
  return `2001:db8:${a}:${b}::1`;
}
