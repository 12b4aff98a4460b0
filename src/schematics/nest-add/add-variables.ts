/** An environment variable of the app. */
export interface Variable {
  name: string;
  value: string;
  /** Printed above the variable. */
  comment?: string;
}

/**
 * Adds the variables that a `.env` file does not contain yet. Changes no other line.
 *
 * @param content of the file, if it exists
 */
export function addVariables(content: string, variables: readonly Variable[]): string {
  const missing = variables.filter(({ name }) => !new RegExp(`^#?\\s*${name}=`, 'm').test(content));
  const lines = missing.map(
    ({ name, value, comment }) =>
      `${comment === undefined ? '' : `# ${comment}\n`}${name}=${value}\n`,
  );
  const separator = content === '' || content.endsWith('\n') ? '' : '\n';
  return content + separator + lines.join('');
}
