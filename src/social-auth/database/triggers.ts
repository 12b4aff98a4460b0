import type { Schema } from './schema.js';

/** Channel of LISTEN and NOTIFY over which the triggers report revoked sessions and changed roles. */
export const CHANNEL = 'social_auth_revocations';

/** A trigger, and the function that it executes. */
export interface Trigger {
  /** Name of the trigger and of its function. */
  readonly name: string;
  /** The model whose table has the trigger. */
  readonly model: 'session' | 'user';
  /** When the trigger fires: the SQL between `CREATE TRIGGER <name>` and the table. */
  readonly event: string;
  /** The SQL between the table and `EXECUTE FUNCTION`. */
  readonly scope: string;
  /** The statements of the function. */
  readonly body: string;
}

/**
 * The triggers that the module needs on the tables of the app.
 *
 * They record revocations and changes of roles that bypass the module, and delete the rows of deleted users where no foreign
 * key does.
 */
export function triggers(schema: Schema): Trigger[] {
  const { session, user } = schema;
  const sessionTriggers: Trigger[] = [
    {
      name: 'social_auth_session_revoked',
      model: 'session',
      event: `AFTER UPDATE OF ${session.revokedAt}`,
      scope: `FOR EACH ROW WHEN (OLD.${session.revokedAt} IS NULL AND NEW.${session.revokedAt} IS NOT NULL)`,
      body: `  ${record(schema, `VALUES (NEW.${session.id}, clock_timestamp())`)}
  ${NOTIFY}`,
    },
    {
      name: 'social_auth_sessions_deleted',
      model: 'session',
      event: 'AFTER DELETE',
      scope: 'REFERENCING OLD TABLE AS deleted\nFOR EACH STATEMENT',
      body: `  ${record(schema, activeSessions(schema, 'deleted'))}
  IF FOUND THEN
    ${NOTIFY}
  END IF;`,
    },
    {
      name: 'social_auth_sessions_truncated',
      model: 'session',
      event: 'BEFORE TRUNCATE',
      scope: 'FOR EACH STATEMENT',
      body: `  ${record(schema, activeSessions(schema, session.table))}
  ${NOTIFY}`,
    },
  ];
  const disabled = user.fields.disabledAt === undefined ? [] : [userDisabled(schema)];
  const roles = user.fields.roles === undefined ? [] : [rolesChanged(schema)];
  return [...sessionTriggers, ...disabled, ...roles, ...userTriggers(schema)];
}

/**
 * Records a change only for a user with sessions, because only tokens of a session contain the previous roles. A session
 * cannot be created during the change, because its creation locks the row of the user.
 */
function rolesChanged({ session, roleChange, user: { names } }: Schema): Trigger {
  return {
    name: 'social_auth_roles_changed',
    model: 'user',
    event: `AFTER UPDATE OF ${names.roles}`,
    scope: `FOR EACH ROW WHEN (OLD.${names.roles} IS DISTINCT FROM NEW.${names.roles})`,
    body: `  INSERT INTO ${roleChange.table} (${roleChange.userId}, ${roleChange.roles}, ${roleChange.changedAt})
  SELECT NEW.${names.id}, coalesce(to_jsonb(NEW.${names.roles}), '[]'), clock_timestamp()
  WHERE EXISTS (SELECT FROM ${session.table} WHERE ${session.userId} = NEW.${names.id} AND ${session.revokedAt} IS NULL)
  ON CONFLICT (${roleChange.userId}) DO UPDATE
  SET ${roleChange.roles} = excluded.${roleChange.roles}, ${roleChange.changedAt} = excluded.${roleChange.changedAt};
  IF FOUND THEN
    ${NOTIFY}
  END IF;`,
  };
}

function userDisabled({ session, authorizationCode, user: { names } }: Schema): Trigger {
  return {
    name: 'social_auth_user_disabled',
    model: 'user',
    event: `AFTER UPDATE OF ${names.disabledAt}`,
    scope: `FOR EACH ROW WHEN (OLD.${names.disabledAt} IS NULL AND NEW.${names.disabledAt} IS NOT NULL)`,
    body: `  UPDATE ${session.table}
  SET ${session.revokedAt} = clock_timestamp(), ${session.revocationReason} = 'user_disabled'
  WHERE ${session.userId} = NEW.${names.id} AND ${session.revokedAt} IS NULL;
  DELETE FROM ${authorizationCode.table} WHERE ${authorizationCode.userId} = NEW.${names.id};`,
  };
}

function userTriggers({ session, authorizationCode, account, user }: Schema): Trigger[] {
  const owned = [session, authorizationCode, account];
  const ids = `(SELECT ${user.names.id} FROM deleted)`;
  const deleteOf = (filter: (userId: string) => string) =>
    owned.map(({ table, userId }) => `  DELETE FROM ${table}${filter(userId)};`).join('\n');
  return [
    {
      name: 'social_auth_users_deleted',
      model: 'user',
      event: 'AFTER DELETE',
      scope: 'REFERENCING OLD TABLE AS deleted\nFOR EACH STATEMENT',
      body: deleteOf((userId) => ` WHERE ${userId} IN ${ids}`),
    },
    {
      name: 'social_auth_users_truncated',
      model: 'user',
      event: 'BEFORE TRUNCATE',
      scope: 'FOR EACH STATEMENT',
      body: deleteOf(() => ''),
    },
  ];
}

const NOTIFY = `PERFORM pg_notify('${CHANNEL}', '');`;

/** @param rows the statement that selects ids and times */
function record({ revocation }: Schema, rows: string): string {
  return `INSERT INTO ${revocation.table} (${revocation.sessionId}, ${revocation.revokedAt})
  ${rows}
  ON CONFLICT (${revocation.sessionId}) DO NOTHING;`;
}

function activeSessions({ session }: Schema, table: string): string {
  return `SELECT ${session.id}, clock_timestamp() FROM ${table}
  WHERE ${session.revokedAt} IS NULL AND ${session.expiresAt} > clock_timestamp()`;
}
