import type { AuditEvent } from '../../audit/audit.store.js';
import type { UserExport } from '../../flows/export-user.js';
import type { StoredSession } from '../../sessions/session.js';

/**
 * Returns the text of an export in chunks, so that an export of any size fits into memory.
 *
 * @throws TypeError when the data of the app cannot be represented as JSON, before the first chunk
 */
export function exportJson(
  { user, accounts, data, sessions, activity }: UserExport,
  exportedAt: Date,
): AsyncGenerator<string> {
  const { isDisabled: _, deleteAfter: __, ...profile } = user;
  const head = toJson({ exportedAt, user: profile, accounts, data });
  return chunks(head, sessions, activity);
}

async function* chunks(
  head: string,
  sessions: UserExport['sessions'],
  activity: UserExport['activity'],
): AsyncGenerator<string> {
  yield head.slice(0, -1);
  yield ',"sessions":[';
  yield* items(sessions, toSession);
  yield '],"activity":[';
  yield* items(activity, toEvent);
  yield ']}';
}

async function* items<T>(
  pages: AsyncIterable<readonly T[]>,
  view: (item: T) => object,
): AsyncGenerator<string> {
  let separator = '';
  for await (const page of pages) {
    if (page.length === 0) continue;
    yield separator + page.map((item) => toJson(view(item))).join(',');
    separator = ',';
  }
}

const toSession = ({ userId: _userId, ...session }: StoredSession) => session;

/** Omits the ids of the user and the session that caused an event, because these can be ids of an administrator. */
const toEvent = ({
  userId: _userId,
  actorId: _actorId,
  actorSessionId: _actorSessionId,
  ...event
}: AuditEvent) => event;

/** Integers of 64 bits, which the app's tables can contain, become strings. */
function toJson(value: object): string {
  return JSON.stringify(value, (_, field: unknown) =>
    typeof field === 'bigint' ? String(field) : field,
  );
}
