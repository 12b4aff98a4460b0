import { z } from 'zod';
import { SocialAuthError } from '../../core/errors.js';
import type { LoginParameters } from '../../core/login-parameters.js';

/** Maximum size of `login_hint` in the authorization URL, in bytes: proxies limit the size of the `Location` header. */
const MAX_HINT_BYTES = 320;

/** The parameters of a login that a form or a link can set. Nothing else of a request reaches a provider. */
export const loginHintsSchema = z.object({
  prompt: z
    .enum(['login', 'select_account'])
    .describe(
      'What the provider asks the user for, if it supports that: to authenticate again, or to choose an account.',
    ),
  login_hint: z
    .string()
    // Without `abort`, the next check would throw for a surrogate without its other half.
    .regex(/^[^\p{C}]+$/u, { abort: true })
    .refine((hint) => encodeURIComponent(hint).length <= MAX_HINT_BYTES)
    .describe('The account that the provider suggests, such as an email address.'),
});

const optionalHints = loginHintsSchema.partial();

/**
 * Parses the parameters of a form.
 *
 * @param form unvalidated
 * @throws SocialAuthError `invalid_request`
 */
export function parseLoginHints(form: Readonly<Record<string, unknown>>): LoginParameters {
  const { data } = optionalHints.safeParse(form);
  if (data !== undefined) return { prompt: data.prompt, loginHint: data.login_hint };
  throw new SocialAuthError('invalid_request', {
    reason: 'prompt is neither login nor select_account, or login_hint is malformed',
  });
}

/** Returns the valid parameters of a query as hidden fields for the forms of the login page. */
export function toHintFields(query: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(loginHintsSchema.shape).flatMap(([name, schema]) => {
      const { data } = schema.safeParse(query[name]);
      return data === undefined ? [] : [[name, data]];
    }),
  );
}
