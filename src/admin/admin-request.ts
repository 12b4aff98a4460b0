import { z } from 'zod';
import { SocialAuthError, type HttpRequest } from '../social-auth/index.js';

/** The query of the list of users. An invalid `query` is ignored. A malformed cursor (`after`) is an error. */
const usersQuerySchema = z.object({
  query: z.string().max(4096).catch(''),
  after: z.string().optional(),
});

/** The body of a change of roles. */
export const rolesSchema = z.object({ roles: z.array(z.string()) });

/** Parses the query of the list of users. */
export function parseUsersQuery(query: unknown): { query: string; after: string | undefined } {
  const parsed = usersQuerySchema.safeParse(query ?? {});
  if (parsed.success) return { query: parsed.data.query, after: parsed.data.after };
  throw new SocialAuthError('invalid_request', { reason: 'the cursor of the page is malformed' });
}

/**
 * Returns the roles in a body. A form in which no box is checked contains no field `roles`, so it sets no role.
 *
 * @throws SocialAuthError `invalid_request`
 */
export function parseRoles(body: unknown, isFormBody: boolean): string[] {
  const { roles } = (body ?? {}) as { roles?: unknown };
  const value = isFormBody ? [roles ?? []].flat() : roles;
  const parsed = rolesSchema.safeParse({ roles: value });
  if (parsed.success) return parsed.data.roles;
  throw new SocialAuthError('invalid_request', { reason: 'roles is not an array of strings' });
}

/**
 * Returns whether the client expects a page. This is true for browsers, and false for scripts that send a bearer token.
 */
export function expectsPage({ headers }: HttpRequest): boolean {
  return headers.accept?.includes('text/html') === true && headers.authorization === undefined;
}

/** Returns whether an HTML form sent the request. */
export function isForm({ headers }: HttpRequest): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
}
