import {
  ActivitySection,
  TemplateText,
  toActivityView,
  useLocalization,
  type AuditEvent,
  type PageProvider,
  type UserProfile,
} from '../../social-auth/index.js';
import type { AdminLocalization } from '../messages/admin-localizations.js';
import { userName } from './admin-user.js';

/** Props of {@link UserActivity}. */
export interface UserActivityProps {
  readonly events: readonly AuditEvent[];
  /** The users who caused the events, except deleted users. */
  readonly actors: readonly UserProfile[];
  readonly providerOf: (name: string) => PageProvider;
  /** The path of the list of users. */
  readonly url: string;
  readonly now: Date;
  readonly messages: AdminLocalization;
}

/** The audit trail of the user: what happened, and who did it. */
export function UserActivity(props: UserActivityProps) {
  const { events, actors, providerOf, url, now, messages } = props;
  const labelOf = (name: string) => providerOf(name).label;
  const views = toActivityView(events, labelOf, useLocalization());
  const rows = views.map((view, index) => {
    const event = events[index];
    const hasNote = event !== undefined && (event.actorId !== null || noteDetail(event) !== null);
    return hasNote
      ? { ...view, note: <EventNote event={event} actors={actors} url={url} messages={messages} /> }
      : view;
  });
  return <ActivitySection events={rows} now={now} />;
}

interface EventNoteProps extends Pick<UserActivityProps, 'actors' | 'url' | 'messages'> {
  readonly event: AuditEvent;
}

/** The note of an event: the changed roles or an error code, and the administrator who caused the event. */
function EventNote({ event, actors, url, messages }: EventNoteProps) {
  const { actorId } = event;
  const detail = noteDetail(event);
  const actor = actors.find(({ id }) => id === actorId);
  return (
    <>
      {detail !== null && <code translate={false}>{detail}</code>}{' '}
      {actorId !== null && (
        <TemplateText
          template={messages.template('activity.by')}
          values={{
            actor: (
              <a href={`${url}/${encodeURIComponent(actorId)}`}>
                {actor === undefined ? (
                  <code translate={false}>{actorId}</code>
                ) : (
                  <bdi>{userName(actor, messages)}</bdi>
                )}
              </a>
            ),
          }}
        />
      )}
    </>
  );
}

/** Returns the detail of an event that its title does not contain. */
function noteDetail({ type, detail }: AuditEvent): string | null {
  return type === 'login_failed' || type === 'user_roles_changed' ? detail : null;
}
