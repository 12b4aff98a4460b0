/**
 * @returns one line with the reason why the database was not read. The messages of pg and Prisma contain no passwords.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const lastLine = error.message.trimEnd().split('\n').at(-1);
  if (lastLine) return lastLine;
  // Node's error for a host with several addresses has a code and no message.
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}
