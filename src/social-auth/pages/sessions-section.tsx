import { DeviceIcon, type DeviceKind } from './device-icon.js';
import { Disclosure } from './disclosure.js';
import { useLocalization } from './localization-context.js';
import { RichText } from './rich-text.js';
import { Row, Rows, Section } from './section.js';
import { BulkSignOut, SignOutElsewhere, SignOutHere } from './sign-out-buttons.js';
import { timeAgo, TimeAgo } from './time-ago.js';

/** A session of the user, as the account page shows it. */
export interface AccountPageSession {
  readonly id: string;
  /** The name of the device, such as "Firefox on Windows". */
  readonly device: string;
  readonly kind: DeviceKind;
  /** The name of the provider that opened the session, such as `google`. */
  readonly provider: string;
  /** The display name of the provider, such as "Google". */
  readonly label: string;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  /** Whether the page is rendered for this session. */
  readonly current: boolean;
}

/** Props of {@link SessionsSection}. */
export interface SessionsSectionProps {
  readonly sessions: readonly AccountPageSession[];
  /** The reference time of relative times such as "5 minutes ago". */
  readonly now: Date;
}

const VISIBLE_ROWS = 10;

/** The active sessions, the current one first, with buttons to sign out of one session or of all sessions. */
export function SessionsSection({ sessions, now }: SessionsSectionProps) {
  const localization = useLocalization();
  const rows = sessions
    .toSorted(byCurrentThenLastSeen)
    .map((session) => <SessionRow key={session.id} session={session} now={now} />);
  const more = rows.slice(VISIBLE_ROWS);
  return (
    <Section id="sessions" title={localization.text('sessions.title')}>
      <Rows>{rows.slice(0, VISIBLE_ROWS)}</Rows>
      {more.length > 0 && (
        <Disclosure summary={localization.text('sessions.more', { count: more.length })}>
          <Rows>{more}</Rows>
        </Disclosure>
      )}
      <div class="card-footer">{sessions.length > 1 ? <BulkSignOut /> : <NoOtherSessions />}</div>
    </Section>
  );
}

function byCurrentThenLastSeen(a: AccountPageSession, b: AccountPageSession): number {
  return Number(b.current) - Number(a.current) || b.lastSeen.getTime() - a.lastSeen.getTime();
}

function SessionRow({ session, now }: { session: AccountPageSession; now: Date }) {
  const { id, device, kind, label, firstSeen, lastSeen, current } = session;
  const localization = useLocalization();
  const detailsId = `session-${id}`;
  const isUsedSince = timeAgo(lastSeen, now) !== timeAgo(firstSeen, now);
  return (
    <Row
      icon={<DeviceIcon kind={kind} />}
      title={
        <>
          <bdi>{device}</bdi>{' '}
          {current && <span class="badge">{localization.text('sessions.this_device')}</span>}
        </>
      }
      details={
        <div id={detailsId}>
          {!current && isUsedSince && (
            <p>
              <RichText
                message="sessions.last_active"
                values={{ time: <TimeAgo at={lastSeen} now={now} /> }}
              />
            </p>
          )}
          <p>
            <RichText
              message="sessions.signed_in"
              values={{ provider: <bdi>{label}</bdi>, time: <TimeAgo at={firstSeen} now={now} /> }}
            />
          </p>
        </div>
      }
      action={
        current ? (
          <SignOutHere />
        ) : (
          <SignOutElsewhere id={id} device={device} detailsId={detailsId} />
        )
      }
    />
  );
}

function NoOtherSessions() {
  const localization = useLocalization();
  return <p class="small muted">{localization.text('sessions.no_others')}</p>;
}
