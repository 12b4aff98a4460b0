/** Whether an error carries one of the codes, as those of Node.js and PostgreSQL do. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** For `.catch()`: turns errors with one of the codes into undefined, and throws all others on. */
export function ignoreCodes(...codes: string[]): (error: unknown) => undefined {
  return (error) => {
    if (!hasCode(error, ...codes)) throw error;
  };
}
