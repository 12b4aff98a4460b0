import { z } from 'zod';

/** Each parameter once, printable, and not longer than any provider's. */
const parameter = z
  .string()
  .max(2048)
  .regex(/^[\x21-\x7e]+$/);

const schema = z.object({
  state: parameter.regex(/^[a-z0-9]+\./),
  code: parameter.optional(),
  error: parameter.optional(),
  iss: parameter.optional(),
});

/** The answer a provider sends through the browser (RFC 6749 §4.1.2, RFC 9207). */
export type CallbackParams = { state: string; iss: string | undefined } & (
  { outcome: 'granted'; code: string } | { outcome: 'refused'; error: string }
);

/**
 * Reads the query of a callback: a state, and either a code or an error.
 *
 * @returns undefined when it has another shape; `error_description` is a stranger's text and not read
 */
export function parseCallbackParams(query: unknown): CallbackParams | undefined {
  const { data } = schema.safeParse(query);
  if (data === undefined) return undefined;
  const { state, iss, code, error } = data;
  if (code !== undefined && error === undefined) return { outcome: 'granted', state, iss, code };
  if (error !== undefined && code === undefined) return { outcome: 'refused', state, iss, error };
  return undefined;
}
