import { z } from 'zod';

/** A parameter that occurs once and consists of printable ASCII characters (RFC 6749 appendix A). */
const parameter = z
  .string()
  .max(2048)
  .regex(/^[\x21-\x7e]+$/);

/** The query of a callback. */
export const callbackQuerySchema = z.object({
  state: parameter
    .regex(/^[a-z0-9]+\./)
    .describe('Identifies the login transaction of this browser.'),
  code: parameter.optional().describe('The authorization code, after a successful login.'),
  error: parameter
    .optional()
    .describe('The error code of the provider otherwise, such as `access_denied`.'),
  iss: parameter.optional().describe('The issuer, of providers that send it (RFC 9207).'),
});

/** The authorization response of a provider (RFC 6749 §4.1.2, RFC 9207). */
export type CallbackParams = {
  readonly state: string;
  /** The part of `state` before the dot. */
  readonly transactionId: string;
  readonly iss: string | undefined;
} & (
  | { readonly outcome: 'success'; readonly code: string }
  | { readonly outcome: 'error'; readonly error: string }
);

/**
 * Parses the query of a callback: `state`, and either `code` or `error`.
 *
 * Ignores `error_description`, because anyone can send it.
 *
 * @returns undefined when the query has another format
 */
export function parseCallbackParams(query: unknown): CallbackParams | undefined {
  const { data } = callbackQuerySchema.safeParse(query);
  if (data === undefined) return undefined;
  const { state, iss, code, error } = data;
  const transactionId = toTransactionId(state);
  const common = { state, transactionId, iss };
  if (code !== undefined && error === undefined) return { ...common, outcome: 'success', code };
  if (error !== undefined && code === undefined) return { ...common, outcome: 'error', error };
  return undefined;
}

/** Returns the part of `state` before the dot. */
export function toTransactionId(state: string): string {
  return state.slice(0, state.indexOf('.'));
}
