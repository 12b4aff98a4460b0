import { activityLabel, type ActivityLabel, type ActivityEvent } from './activity-labels.js';
import { Disclosure } from './disclosure.js';
import { AttentionIcon } from './icons.js';
import { Rows, Section } from './section.js';
import { TimeAgo } from './time-ago.js';

/** Something that happened to the person's account, as the account page shows it. */
export interface AccountPageEvent extends ActivityEvent {
  readonly id: string;
  readonly at: Date;
  /** What it happened on, for people, such as "Firefox on Windows". */
  readonly device?: string;
}

/** What the section shows. */
export interface ActivitySectionProps {
  /** Newest first. */
  readonly events: readonly AccountPageEvent[];
  /** The moment that "5 minutes ago" counts from. */
  readonly now: Date;
}

const SHOWN_AT_ONCE = 5;

/** What happened lately, so that a person sees what they did not do themselves. */
export function ActivitySection({ events, now }: ActivitySectionProps) {
  const rows = events.flatMap((event) => {
    const words = activityLabel(event);
    return words === undefined
      ? []
      : [<EventRow key={event.id} event={event} words={words} now={now} />];
  });
  const folded = rows.slice(SHOWN_AT_ONCE);
  return (
    <Section id="activity" title="Recent activity">
      {rows.length === 0 && <p class="nothing small muted">Nothing has happened lately.</p>}
      {rows.length > 0 && <Rows>{rows.slice(0, SHOWN_AT_ONCE)}</Rows>}
      {folded.length > 0 && (
        <Disclosure summary={`${folded.length} earlier`}>
          <Rows>{folded}</Rows>
        </Disclosure>
      )}
    </Section>
  );
}

function EventRow({
  event,
  words,
  now,
}: {
  event: AccountPageEvent;
  words: ActivityLabel;
  now: Date;
}) {
  const { at, device } = event;
  const { title, advice } = words;
  return (
    <li class="event">
      <p class={advice === undefined ? 'title' : 'title warn'}>
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
      {advice !== undefined && <p class="advice small">{advice}</p>}
    </li>
  );
}
