import type { Statement } from '../database/database.js';
import type { Schema } from '../database/schema.js';

/** The SQL that revokes sessions of a user, one statement for each kind of `SessionFilter`. */
export function revokeStatements(schema: Schema) {
  const { session } = schema;
  return {
    all: revoke(schema, 'all', ''),
    one: revoke(schema, 'one', `AND s.${session.id} = $3`),
    others: revoke(schema, 'others', `AND s.${session.id} <> $3`),
    ofAccounts: revoke(
      schema,
      'of accounts',
      `AND s.${session.accountId} IN (SELECT jsonb_array_elements_text($3::jsonb)::uuid)`,
    ),
    unlinked: revoke(
      schema,
      'unlinked',
      `AND s.${session.id} <> $3 AND s.${session.accountId} IS NULL AND s.${session.provider} = $4`,
    ),
  };
}

/**
 * Revokes sessions of the user $1 with the reason $2, and records them for the revocation feed.
 *
 * The trigger of the table records them, too. Whichever insert comes second has no effect.
 */
function revoke({ session, revocation }: Schema, name: string, filter: string): Statement {
  return {
    name: `revoke sessions: ${name}`,
    text: `WITH revoked AS (
      UPDATE ${session.table} s SET ${session.revokedAt} = clock_timestamp(), ${session.revocationReason} = $2
      WHERE s.${session.userId} = $1 AND s.${session.revokedAt} IS NULL ${filter}
      RETURNING s.${session.id} AS "id"
    ), recorded AS (
      INSERT INTO ${revocation.table} (${revocation.sessionId}, ${revocation.revokedAt})
      SELECT "id", clock_timestamp() FROM revoked
      ON CONFLICT (${revocation.sessionId}) DO NOTHING
    )
    SELECT "id" FROM revoked`,
  };
}
