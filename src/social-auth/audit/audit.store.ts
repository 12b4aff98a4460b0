import { Inject, Injectable } from '@nestjs/common';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { Database } from '../database/database.js';
import { deleteBatch } from '../database/delete-batch.js';
import { SCHEMA, type Schema } from '../database/schema.js';
import { epochMs, literal, milliseconds, timestamp } from '../database/sql.js';
import { NEW_DEVICE } from '../core/security-events.js';
import type { AuditEntry } from './audit-entry.js';

/**
 * A recorded event.
 *
 * @publicApi
 */
export interface AuditEvent {
  readonly id: string;
  /** Name of the event, such as `login_succeeded`. */
  readonly type: string;
  readonly userId: string | null;
  /** Null when the event concerns several sessions or none. */
  readonly sessionId: string | null;
  readonly provider: string | null;
  /** An error code, `user` or `admin`, `new_device`, the id of a key or an account, or changed roles (`+admin -editor`). */
  readonly detail: string | null;
  readonly userAgent: string | null;
  /** Number of events that the row represents. */
  readonly count: number;
  readonly at: Date;
  /** The user who caused the event. Null if it is `userId` or unknown. */
  readonly actorId: string | null;
  /** The session in which the event was caused. Null if it is `sessionId` or unknown. */
  readonly actorSessionId: string | null;
}

/** Reads and writes audit events. */
@Injectable()
export class AuditStore {
  readonly #sql: ReturnType<typeof statements>;

  constructor(
    private readonly database: Database,
    @Inject(SCHEMA) schema: Schema,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {
    this.#sql = statements(schema);
  }

  /**
   * Inserts events with one statement, each with the user agent of its session. Events that exist are left unchanged.
   */
  async append(entries: readonly AuditEntry[]): Promise<void> {
    await this.database.query(this.#sql.append, [JSON.stringify(entries)]);
  }

  /** @returns the latest events of a user, newest first, without the events of services. */
  async latest(userId: string, limit: number): Promise<AuditEvent[]> {
    const values = [userId, limit];
    return (await this.database.query<LatestRow>(this.#sql.latest, values)).map(withDate);
  }

  /**
   * Returns the latest events of a user, and also the latest security events since a time, so that other events cannot
   * displace them.
   *
   * @param limit maximum number of events, and of security events
   */
  async latestAndNotable(userId: string, limit: number, since: Date): Promise<AuditEvent[]> {
    const values = [userId, limit, since.getTime()];
    return (await this.database.query<LatestRow>(this.#sql.latestAndNotable, values)).map(withDate);
  }

  /** Reads all events of a user, newest first, in pages of at most `pageSize`. */
  async *readAll(userId: string, pageSize: number): AsyncGenerator<AuditEvent[]> {
    let last: EventRow | undefined;
    do {
      const values = [userId, last?.cursor ?? null, last?.id ?? null, pageSize];
      const rows: EventRow[] = await this.database.query(this.#sql.exportPage, values);
      yield rows.map(toEvent);
      last = rows.length < pageSize ? undefined : rows.at(-1);
    } while (last !== undefined);
  }

  /**
   * Deletes events that are older than the retention.
   *
   * @param limit maximum number of rows
   * @returns the number of deleted rows
   */
  async deleteExpired(limit: number): Promise<number> {
    const values = [limit, this.options.auditRetention];
    const [row] = await this.database.query<{ count: number }>(this.#sql.deleteExpired, values);
    return row?.count ?? 0;
  }
}

type LatestRow = Omit<AuditEvent, 'at'> & {
  /** In milliseconds since 1970. */
  readonly at: number;
};

const withDate = (row: LatestRow): AuditEvent => ({ ...row, at: new Date(row.at) });

type EventRow = Omit<AuditEvent, 'at'> & {
  /** In milliseconds since 1970. */
  readonly at: number;
  /** The same time as the database writes it. */
  readonly cursor: string;
};

function toEvent({ cursor: _cursor, at, ...row }: EventRow): AuditEvent {
  return { ...row, at: new Date(at) };
}

const ENTRY_FIELDS = [
  'id',
  'type',
  'userId',
  'sessionId',
  'provider',
  'detail',
  'count',
  'at',
  'actorId',
  'actorSessionId',
] as const satisfies readonly (keyof AuditEntry)[];

function statements({ auditEvent: event, session }: Schema) {
  const columns = `e.${event.id} AS "id", e.${event.type} AS "type", e.${event.userId}::text AS "userId",
          e.${event.sessionId} AS "sessionId", e.${event.provider} AS "provider", e.${event.detail} AS "detail",
          e.${event.userAgent} AS "userAgent", e.${event.count} AS "count", ${epochMs(`e.${event.at}`)} AS "at",
          e.${event.actorId}::text AS "actorId", e.${event.actorSessionId} AS "actorSessionId"`;
  /** $1 user, $2 limit. */
  const latest = (selected: string, condition: string) => `SELECT ${selected} FROM ${event.table} e
        WHERE e.${event.userId} = $1 AND ${condition}
        ORDER BY e.${event.at} DESC, e.${event.id} DESC LIMIT $2::int`;
  const isOfPeople = `e.${event.type} NOT IN ('provider_token_exchanged', 'provider_token_refused')`;
  const isNotable = `(e.${event.type} IN ('account_linked', 'account_unlinked', 'refresh_token_reused')
          OR (e.${event.type} = 'login_succeeded' AND e.${event.detail} = '${NEW_DEVICE}'))`;
  return {
    append: {
      name: 'append audit events',
      isIdempotent: true,
      // jsonb_populate_record casts each value to the type of its column. For user ids, this is a type of the app.
      text: `INSERT INTO ${event.table} (${event.id}, ${event.type}, ${event.userId}, ${event.sessionId},
          ${event.provider}, ${event.detail}, ${event.userAgent}, ${event.count}, ${event.at},
          ${event.actorId}, ${event.actorSessionId})
        SELECT e.${event.id}, e.${event.type}, e.${event.userId}, e.${event.sessionId},
          e.${event.provider}, e.${event.detail}, s.${session.userAgent}, e.${event.count}, e.${event.at},
          e.${event.actorId}, e.${event.actorSessionId}
        FROM jsonb_array_elements($1::jsonb) AS entry
        CROSS JOIN LATERAL jsonb_populate_record(NULL::${event.table}, jsonb_build_object(
          ${ENTRY_FIELDS.map((field) => `${literal(event[field])}, entry->'${field}'`).join(', ')}
        )) AS e
        LEFT JOIN ${session.table} s ON s.${session.id} = e.${event.sessionId}
        ON CONFLICT (${event.id}) DO NOTHING`,
    },
    latest: {
      name: 'list audit events',
      isIdempotent: true,
      text: latest(columns, isOfPeople),
    },
    /** $3 is a time in milliseconds since 1970. */
    latestAndNotable: {
      name: 'list audit events and notices',
      isIdempotent: true,
      text: `WITH listed AS MATERIALIZED (
          (${latest(`e.${event.id} AS "id"`, isOfPeople)})
          UNION (${latest(`e.${event.id}`, `e.${event.at} > ${timestamp('$3')} AND ${isNotable}`)}))
        SELECT ${columns} FROM listed JOIN ${event.table} e ON e.${event.id} = listed."id"
        ORDER BY e.${event.at} DESC, e.${event.id} DESC`,
    },
    /**
     * At most $4 events. $2 and $3 are the time and the id of the last event of the previous page, or null for the first
     * page.
     */
    exportPage: {
      name: 'export audit events',
      isIdempotent: true,
      text: `SELECT ${columns}, e.${event.at}::text AS "cursor" FROM ${event.table} e
        WHERE e.${event.userId} = $1 AND ($2::text IS NULL
          OR (e.${event.at}, e.${event.id}) < ($2::text::timestamptz, $3::text::uuid))
        ORDER BY e.${event.at} DESC, e.${event.id} DESC LIMIT $4::int`,
    },
    deleteExpired: deleteBatch('delete expired audit events', event, event.id, [
      { column: event.at, retention: milliseconds('$2') },
    ]),
  };
}
