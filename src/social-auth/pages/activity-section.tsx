import { activityLabel, type ActivityEvent, type ActivityLabel } from './activity-labels.js';
import { Disclosure } from './disclosure.js';
import { AttentionIcon } from './icons.js';
import { Rows, Section } from './section.js';
import { TimeAgo } from './time-ago.js';

/** An event of the user's account, as the account page shows it. */
export interface AccountPageEvent extends ActivityEvent {
  readonly id: string;
  readonly at: Date;
  /** The device of the session, such as "Firefox on Windows". */
  readonly device?: string;
}

/** Props of {@link ActivitySection}. */
export interface ActivitySectionProps {
  /** Newest first. */
  readonly events: readonly AccountPageEvent[];
  /** The reference time of relative times such as "5 minutes ago". */
  readonly now: Date;
}

const VISIBLE_ROWS = 5;

/** The recent activity, which lets a user notice sign-ins and changes by others. */
export function ActivitySection({ events, now }: ActivitySectionProps) {
  const rows = events.flatMap((event) => {
    const label = activityLabel(event);
    return label === undefined
      ? []
      : [<EventRow key={event.id} event={event} label={label} now={now} />];
  });
  const earlier = rows.slice(VISIBLE_ROWS);
  return (
    <Section id="activity" title="Recent activity">
      {rows.length === 0 && <p class="no-events small muted">No recent activity.</p>}
      {rows.length > 0 && <Rows>{rows.slice(0, VISIBLE_ROWS)}</Rows>}
      {earlier.length > 0 && (
        <Disclosure
          summary={`${earlier.length} earlier ${earlier.length === 1 ? 'event' : 'events'}`}
        >
          <Rows>{earlier}</Rows>
        </Disclosure>
      )}
    </Section>
  );
}

interface EventRowProps {
  readonly event: AccountPageEvent;
  readonly label: ActivityLabel;
  readonly now: Date;
}

function EventRow({ event: { at, device }, label: { title, advice }, now }: EventRowProps) {
  return (
    <li class="event">
      <p class={advice === undefined ? 'event-title' : 'event-title event-title-warning'}>
        {advice !== undefined && <AttentionIcon />}
        <bdi>{title}</bdi>
      </p>
      <p class="small muted">
        {device !== undefined && (
          <>
            <bdi>{device}</bdi>
            <span aria-hidden="true">{'\u00A0· '}</span>
          </>
        )}
        <TimeAgo at={at} now={now} />
      </p>
      {advice !== undefined && <p class="event-advice small">{advice}</p>}
    </li>
  );
}
