import { DeviceIcon, type DeviceKind } from './device-icon.js';
import { Disclosure } from './disclosure.js';
import { Row, Rows, Section } from './section.js';
import { TimeAgo } from './time-ago.js';

/** One session of the person, as the account page shows it. */
export interface AccountPageSession {
  readonly id: string;
  /** What it runs on, for people, such as "Firefox on Windows". */
  readonly device: string;
  readonly kind: DeviceKind;
  /** The name of the provider the session began with, such as `google`. */
  readonly provider: string;
  /** The provider's name for people, such as "Google". */
  readonly label: string;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  /** Whether it is the session this page is shown to. */
  readonly current: boolean;
}

/** What the section shows. */
export interface SessionsSectionProps {
  readonly sessions: readonly AccountPageSession[];
  /** The moment that "5 minutes ago" counts from. */
  readonly now: Date;
}

const SHOWN_AT_ONCE = 10;

/** Where the person is signed in, this device first, and the ways to sign out of each and of all. */
export function SessionsSection({ sessions, now }: SessionsSectionProps) {
  const sorted = sessions.toSorted(currentThenLatest);
  const folded = sorted.slice(SHOWN_AT_ONCE);
  const rows = (some: readonly AccountPageSession[]) =>
    some.map((session) => <SessionRow key={session.id} session={session} now={now} />);
  return (
    <Section id="sessions" title="Sessions">
      <Rows>{rows(sorted.slice(0, SHOWN_AT_ONCE))}</Rows>
      {folded.length > 0 && (
        <Disclosure
          summary={`${folded.length} more ${folded.length === 1 ? 'session' : 'sessions'}`}
        >
          <Rows>{rows(folded)}</Rows>
        </Disclosure>
      )}
      <div class="ending">{sessions.length > 1 ? <SignOutOfMany /> : <NowhereElse />}</div>
    </Section>
  );
}

function currentThenLatest(a: AccountPageSession, b: AccountPageSession): number {
  return Number(b.current) - Number(a.current) || b.lastSeen.getTime() - a.lastSeen.getTime();
}

function SessionRow({ session, now }: { session: AccountPageSession; now: Date }) {
  const { id, device, kind, label, firstSeen, lastSeen, current } = session;
  const detailId = `session-${id}`;
  return (
    <Row
      mark={<DeviceIcon kind={kind} />}
      name={
        <>
          <bdi>{device}</bdi> {current && <span class="badge">This device</span>}
        </>
      }
      detail={
        <div id={detailId}>
          {!current && (
            <p>
              Last seen <TimeAgo at={lastSeen} now={now} />
            </p>
          )}
          <p>
            Signed in with {label}{' '}
            <bdi>
              <TimeAgo at={firstSeen} now={now} />
            </bdi>
          </p>
        </div>
      }
      aside={current ? <SignOut /> : <EndSession id={id} device={device} detailId={detailId} />}
    />
  );
}

function SignOut() {
  return (
    <form method="post" action="/auth/logout">
      <button type="submit">Sign out</button>
    </form>
  );
}

/** Named by its device and described by its times, to tell apart the buttons of a long list. */
function EndSession({ id, device, detailId }: { id: string; device: string; detailId: string }) {
  return (
    <form method="post" action={`/auth/sessions/${encodeURIComponent(id)}/end`}>
      <button type="submit" aria-describedby={detailId}>
        End session <span class="unseen">of {device}</span>
      </button>
    </form>
  );
}

function SignOutOfMany() {
  return (
    <>
      <form method="post" action="/auth/sessions/end-others">
        <button type="submit">Sign out everywhere else</button>
      </form>
      <form method="post" action="/auth/logout">
        <input type="hidden" name="everywhere" value="true" />
        <button type="submit" class="quiet">
          Sign out everywhere
        </button>
      </form>
    </>
  );
}

function NowhereElse() {
  return <p class="small muted">You are not signed in anywhere else.</p>;
}
