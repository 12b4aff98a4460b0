/**
 * Compares a path with the path of a route.
 *
 * @returns the decoded parameters, or undefined when the path does not match
 */
export function matchPath(
  routePath: string,
  path: string,
): Readonly<Record<string, string>> | undefined {
  const names = routePath.split('/');
  const segments = path.split('/');
  const isParameter = (name: string): boolean => name.startsWith('{');
  if (
    names.length !== segments.length ||
    names.some((name, index) => !isParameter(name) && name !== segments[index])
  ) {
    return undefined;
  }
  try {
    const params = names.flatMap((name, index) =>
      isParameter(name) ? [[name.slice(1, -1), decodeURIComponent(segments[index] ?? '')]] : [],
    );
    return Object.fromEntries(params) as Record<string, string>;
  } catch {
    // The path has an invalid percent-encoding.
    return undefined;
  }
}
