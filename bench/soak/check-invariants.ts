import { withClient } from '../database/bench-postgres.js';
import type { Ledger } from './ledger.js';
import type { Visitor } from './visitor.js';

/** Queries for rows that must not exist. The keys say what such rows would mean. */
const ORPHANS = {
  'sessions without a user': `SELECT 1 FROM "Session" s LEFT JOIN "User" u ON u."id" = s."userId" WHERE u."id" IS NULL`,
  'accounts without a user': `SELECT 1 FROM "Account" a LEFT JOIN "User" u ON u."id" = a."userId" WHERE u."id" IS NULL`,
  'users without an account': `SELECT 1 FROM "User" u LEFT JOIN "Account" a ON a."userId" = u."id" WHERE a."id" IS NULL`,
  'revoked sessions that are not recorded': `SELECT 1 FROM "Session" s LEFT JOIN "SessionRevocation" r ON r."sessionId" = s."id"
    WHERE s."revokedAt" > now() - interval '1 hour' AND r."sessionId" IS NULL`,
} as const;

/**
 * Uses each known session once more. Sessions that were not signed out must be active, and all others must not.
 *
 * @returns the number of active sessions
 */
export async function checkSessions(ledger: Ledger, visitors: readonly Visitor[]): Promise<number> {
  const queue = [...ledger.sessions];
  const checkNext = async (visitor: Visitor): Promise<void> => {
    for (let session = queue.pop(); session !== undefined; session = queue.pop()) {
      await (session.isEnded ? visitor.checkEnded(session) : visitor.refresh(session));
    }
  };
  await Promise.all(visitors.map(checkNext));
  return ledger.sessions.filter(({ isEnded }) => !isEnded).length;
}

/** Looks for rows that contradict each other, and for answered logins that were lost. */
export async function checkDatabase(url: string, ledger: Ledger): Promise<void> {
  await withClient(url, async (client) => {
    for (const [name, sql] of Object.entries(ORPHANS)) {
      const { rowCount } = await client.query(sql);
      if (rowCount !== 0) ledger.violation(`${rowCount} ${name}`);
    }
    const { rows } = await client.query<{ subject: string }>('SELECT "subject" FROM "Account"');
    const stored = new Set(rows.map(({ subject }) => subject));
    const lost = ledger.sessions.filter(({ subject }) => !stored.has(subject));
    if (lost.length > 0) ledger.violation(`${lost.length} answered logins without an account`);
  });
}
