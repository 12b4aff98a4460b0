import { z } from 'zod';

/** A parameter that occurs once and consists of printable ASCII characters (RFC 6749 appendix A). */
const parameter = z
  .string()
  .max(2048)
  .regex(/^[\x21-\x7e]+$/);

/** Encrypted text in base64url. */
const encryptedParameter = z
  .string()
  .max(16_384)
  .regex(/^[\w-]+$/);

/** The query of a callback. */
export const callbackQuerySchema = z.object({
  state: parameter
    .regex(/^[a-z0-9]+\./)
    .describe('Identifies the login transaction of this browser.'),
  code: parameter.optional().describe('The authorization code, after a successful login.'),
  error: parameter
    .optional()
    .describe('The error code of the provider, after a failed login, such as `access_denied`.'),
  iss: parameter.optional().describe('The issuer, of providers that send it (RFC 9207).'),
  form_post: encryptedParameter
    .optional()
    .describe('Further parameters of a callback that the provider sent as a form, encrypted.'),
});

/** The authorization response of a provider (RFC 6749 §4.1.2, RFC 9207). */
export type CallbackParams = {
  readonly state: string;
  /** The part of `state` before the dot. */
  readonly transactionId: string;
  readonly iss: string | undefined;
  /** Further parameters of a form, encrypted. */
  readonly formPost: string | undefined;
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
  const { state, iss, code, error, form_post: formPost } = data;
  const transactionId = toTransactionId(state);
  const common = { state, transactionId, iss, formPost };
  if (code !== undefined && error === undefined) return { ...common, outcome: 'success', code };
  if (error !== undefined && code === undefined) return { ...common, outcome: 'error', error };
  return undefined;
}

/** The id of a login transaction: the time in milliseconds in base 36, and ten random hexadecimal digits. */
export const TRANSACTION_ID = /^[0-9a-z]{8,9}[0-9a-f]{10}$/;

/** Returns when a login started, by its transaction id. */
export function startTimeOf(transactionId: string): Date {
  return new Date(parseInt(transactionId.slice(0, -10), 36));
}

/** Returns the part of `state` before the dot. */
export function toTransactionId(state: string): string {
  return state.slice(0, state.indexOf('.'));
}
