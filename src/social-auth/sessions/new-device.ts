import type { Schema } from '../database/schema.js';

/**
 * Returns a SQL condition: whether the user `owner."id"` has signed in before, but not in this browser.
 *
 * `owner."previousId"` is the session of the last login in this browser, or null. That session does not count if another
 * device or an administrator has revoked it, or if it was never created because its authorization code was not exchanged.
 */
export function isNewDevice({ session, auditEvent: event }: Schema): string {
  // The audit trail contains logins for longer than revoked sessions are kept.
  const login = `SELECT FROM ${event.table} e
          WHERE e.${event.userId} = owner."id" AND e.${event.type} = 'login_succeeded'`;
  return `CASE
        WHEN EXISTS (SELECT FROM ${session.table} p WHERE p.${session.id} = owner."previousId"
          AND p.${session.userId} = owner."id")
        THEN EXISTS (SELECT FROM ${session.table} p WHERE p.${session.id} = owner."previousId"
          AND p.${session.revocationReason} IN ('revoked', 'revoked_by_admin'))
        WHEN owner."previousId" IS NOT NULL AND EXISTS (${login} AND e.${event.sessionId} = owner."previousId") THEN false
        ELSE EXISTS (SELECT FROM ${session.table} p WHERE p.${session.userId} = owner."id") OR EXISTS (${login})
      END`;
}
