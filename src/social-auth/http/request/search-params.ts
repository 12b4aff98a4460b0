/** Returns the parameters of a query or a form. Omits parameters that occur more than once. */
export function toSearchParams(query: unknown): URLSearchParams {
  const entries = Object.entries(query ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return new URLSearchParams(entries);
}
