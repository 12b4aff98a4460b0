import type { ComponentChildren } from 'preact';
import { activityMessage, type ActivityEvent, type ActivityMessage } from './activity-labels.js';
import { Disclosure } from './disclosure.js';
import { AttentionIcon } from './icons.js';
import { useLocalization } from './localization-context.js';
import { Rows, Section } from './section.js';
import { TimeAgo } from './time-ago.js';

/**
 * An event of the user's account, as the account page shows it.
 *
 * @publicApi
 */
export interface AccountPageEvent extends ActivityEvent {
  readonly id: string;
  readonly at: Date;
  /** The device of the session, such as "Firefox on Windows". */
  readonly device?: string;
  /** A line with further details. */
  readonly note?: ComponentChildren;
}

/**
 * Props of {@link ActivitySection}.
 *
 * @publicApi
 */
export interface ActivitySectionProps {
  /** Newest first. */
  readonly events: readonly AccountPageEvent[];
  /** The reference time of relative times such as "5 minutes ago". */
  readonly now: Date;
}

const VISIBLE_ROWS = 5;

/**
 * The recent activity, which lets a user notice sign-ins and changes by others.
 *
 * @publicApi
 */
export function ActivitySection({ events, now }: ActivitySectionProps) {
  const localization = useLocalization();
  const rows = events.flatMap((event) => {
    const message = activityMessage(event);
    return message === undefined
      ? []
      : [<EventRow key={event.id} event={event} message={message} now={now} />];
  });
  const earlier = rows.slice(VISIBLE_ROWS);
  return (
    <Section id="activity" title={localization.text('activity.title')}>
      {rows.length === 0 && (
        <p class="section-note small muted">{localization.text('activity.none')}</p>
      )}
      {rows.length > 0 && <Rows>{rows.slice(0, VISIBLE_ROWS)}</Rows>}
      {earlier.length > 0 && (
        <Disclosure summary={localization.text('activity.earlier', { count: earlier.length })}>
          <Rows>{earlier}</Rows>
        </Disclosure>
      )}
    </Section>
  );
}

interface EventRowProps {
  readonly event: AccountPageEvent;
  readonly message: ActivityMessage;
  readonly now: Date;
}

function EventRow({ event: { at, device, label, note }, message, now }: EventRowProps) {
  const localization = useLocalization();
  const provider = label ?? localization.text('provider.unknown_of_event');
  const isWarning = message === 'activity.refresh_token_reused';
  return (
    <li class="event">
      <p class={isWarning ? 'event-title event-title-warning' : 'event-title'}>
        {isWarning && <AttentionIcon />}
        {localization.text(message, { provider })}
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
      {note !== undefined && <p class="event-note small muted">{note}</p>}
      {isWarning && (
        <p class="event-advice small">
          {localization.text('activity.refresh_token_reused_advice')}
        </p>
      )}
    </li>
  );
}
