import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { randomToken } from '../../crypto/random.js';
import { Database, type Executor } from '../database/database.js';
import { deleteBatch } from '../database/delete-batch.js';
import { SCHEMA, type Schema } from '../database/schema.js';
import { AUTHORIZATION_CODE_LIFETIME_SECONDS } from './authorization-code-lifetime.js';

/** A completed login whose tokens a client has yet to request. */
export interface AuthorizedLogin {
  readonly sessionId: string;
  readonly userId: string;
  readonly accountId: string;
  readonly provider: string;
  readonly clientId: string;
  /** PKCE code challenge, S256 (RFC 7636 §4.2). */
  readonly codeChallenge: string;
  readonly userAgent: string | null;
  /** The session of the user's last login in the same browser. */
  readonly previousSessionId: string | null;
}

/**
 * Issues authorization codes and accepts each one once. Only their SHA-256 digests are stored.
 *
 * A code ends with the id of the previous session, so that this id needs no column. The digest covers the id, so that
 * clients cannot change it.
 */
@Injectable()
export class AuthorizationCodeStore {
  readonly #sql: ReturnType<typeof statements>;

  constructor(
    private readonly database: Database,
    @Inject(SCHEMA) schema: Schema,
  ) {
    this.#sql = statements(schema);
  }

  /** @returns a code for the login, or null when a code has already been issued for its login transaction. */
  async issue(login: AuthorizedLogin): Promise<string | null> {
    const { previousSessionId } = login;
    const code = randomToken() + (previousSessionId === null ? '' : `.${previousSessionId}`);
    const { sessionId, userId, accountId, provider, clientId, codeChallenge, userAgent } = login;
    const values = [
      digest(code),
      sessionId,
      userId,
      accountId,
      provider,
      clientId,
      codeChallenge,
      userAgent,
    ];
    const issued = await this.database.query(this.#sql.issue, values);
    return issued.length === 0 ? null : code;
  }

  /** Deletes a code. @returns the login of the code, or null when the code is unknown or has expired. */
  async consume(code: string): Promise<AuthorizedLogin | null> {
    const [row] = await this.database.query<
      Omit<AuthorizedLogin, 'previousSessionId'> & { isValid: boolean }
    >(this.#sql.consume, [digest(code)]);
    if (row === undefined || !row.isValid) return null;
    const { isValid: _, ...login } = row;
    return { ...login, previousSessionId: code.split('.')[1] ?? null };
  }

  /** Deletes every code of a user. */
  async revoke(userId: string, executor: Executor = this.database): Promise<void> {
    await executor.query(this.#sql.revoke, [userId]);
  }

  /**
   * Deletes expired codes.
   *
   * @param limit maximum number of rows
   * @returns the number of deleted rows
   */
  async deleteExpired(limit: number): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(this.#sql.deleteExpired, [limit]);
    return row?.count ?? 0;
  }
}

function statements({ authorizationCode: code }: Schema) {
  return {
    issue: {
      name: 'issue authorization code',
      text: `INSERT INTO ${code.table} (${code.codeHash}, ${code.sessionId}, ${code.userId}, ${code.accountId},
          ${code.provider}, ${code.clientId}, ${code.codeChallenge}, ${code.userAgent}, ${code.expiresAt})
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8,
          clock_timestamp() + interval '${AUTHORIZATION_CODE_LIFETIME_SECONDS} s')
        ON CONFLICT (${code.sessionId}) DO NOTHING
        RETURNING 1`,
    },
    consume: {
      name: 'consume authorization code',
      text: `DELETE FROM ${code.table} c WHERE c.${code.codeHash} = $1
        RETURNING c.${code.sessionId} AS "sessionId", c.${code.userId}::text AS "userId",
          c.${code.accountId} AS "accountId", c.${code.provider} AS "provider",
          c.${code.clientId} AS "clientId", c.${code.codeChallenge} AS "codeChallenge",
          c.${code.userAgent} AS "userAgent", c.${code.expiresAt} > clock_timestamp() AS "isValid"`,
    },
    revoke: {
      name: 'revoke authorization codes',
      text: `DELETE FROM ${code.table} WHERE ${code.userId} = $1`,
    },
    deleteExpired: deleteBatch('delete expired authorization codes', code, code.codeHash, [
      { column: code.expiresAt, retention: "interval '0'" },
    ]),
  };
}

function digest(code: string): string {
  return createHash('sha256').update(code).digest('base64url');
}
