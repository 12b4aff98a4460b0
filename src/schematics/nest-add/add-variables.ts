/** An environment variable of the app. */
export interface Variable {
  name: string;
  value: string;
  /** Written above the variable. */
  comment?: string;
}

/**
 * Adds the variables that a `.env` file does not contain yet. Does not change existing lines.
 *
 * @param content content of the file. Empty if the file does not exist.
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
