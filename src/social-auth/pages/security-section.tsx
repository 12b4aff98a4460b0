import { useContext } from 'preact/hooks';
import { DeviceIcon, type DeviceKind } from './device-icon.js';
import { AttentionIcon } from './icons.js';
import { useLocalization } from './localization-context.js';
import { RichText } from './rich-text.js';
import { RouteUrlContext } from './route-url-context.js';
import { Row, Rows, Section } from './section.js';
import { TimeAgo } from './time-ago.js';

/** A recent event in another session, which the user may not recognize. */
export interface AccountPageNotice {
  readonly id: string;
  readonly type: 'new_device' | 'account_linked' | 'account_unlinked' | 'refresh_token_reused';
  readonly at: Date;
  /** The name of the device, such as "Firefox on Windows". */
  readonly device?: string;
  readonly kind: DeviceKind;
  /** The display name of the provider, such as "GitHub". */
  readonly label?: string;
  /** The id of the session, if the event is a login and its session is active. */
  readonly sessionId?: string;
}

/** Props of {@link SecuritySection}. */
export interface SecuritySectionProps {
  /** At least one. */
  readonly notices: readonly AccountPageNotice[];
  /** The reference time of relative times such as "5 minutes ago". */
  readonly now: Date;
}

/** Recent events in other sessions, so that users can check that they caused these events. */
export function SecuritySection({ notices, now }: SecuritySectionProps) {
  const localization = useLocalization();
  return (
    <Section id="security" title={localization.text('security.title')}>
      <Rows>
        {notices.map((notice) => (
          <NoticeRow key={notice.id} notice={notice} now={now} />
        ))}
      </Rows>
      <div class="card-footer">
        <p class="small muted">{localization.text('security.text')}</p>
      </div>
    </Section>
  );
}

function NoticeRow({ notice, now }: { notice: AccountPageNotice; now: Date }) {
  const { id, type, kind, device, sessionId } = notice;
  const localization = useLocalization();
  const detailsId = `notice-${id}`;
  return (
    <Row
      icon={type === 'refresh_token_reused' ? <AttentionIcon /> : <DeviceIcon kind={kind} />}
      title={<NoticeTitle notice={notice} />}
      details={
        <div id={detailsId}>
          <NoticeDetails notice={notice} now={now} />
          {type === 'refresh_token_reused' && (
            <p>{localization.text('activity.refresh_token_reused_advice')}</p>
          )}
        </div>
      }
      action={
        sessionId !== undefined &&
        device !== undefined && <SignOutLink id={sessionId} device={device} detailsId={detailsId} />
      }
    />
  );
}

function NoticeTitle({ notice: { type, device, label } }: { notice: AccountPageNotice }) {
  const localization = useLocalization();
  const provider = label ?? localization.text('provider.unknown_of_event');
  if (type === 'new_device') {
    return <RichText message="security.new_device" values={{ device: <bdi>{device}</bdi> }} />;
  }
  return <>{localization.text(`activity.${type}`, { provider })}</>;
}

function NoticeDetails({ notice, now }: { notice: AccountPageNotice; now: Date }) {
  const { type, at, device, label, sessionId } = notice;
  const localization = useLocalization();
  const time = <TimeAgo at={at} now={now} />;
  if (type === 'new_device') {
    const provider = <bdi>{label}</bdi>;
    return (
      <>
        <p>
          <RichText message="sessions.signed_in" values={{ provider, time }} />
        </p>
        {sessionId === undefined && <p>{localization.text('security.ended')}</p>}
      </>
    );
  }
  return (
    <p>
      {device !== undefined && (
        <>
          <bdi>{device}</bdi>
          <span aria-hidden="true">{'\u00A0· '}</span>
        </>
      )}
      {time}
    </p>
  );
}

/** A link to the page that asks for confirmation. Emails also link to it. */
function SignOutLink({ id, device, detailsId }: { id: string; device: string; detailsId: string }) {
  const localization = useLocalization();
  const routeUrl = useContext(RouteUrlContext);
  return (
    <a
      class="button"
      href={routeUrl('GET /auth/sessions/:id/end', { id })}
      aria-label={localization.text('sessions.sign_out_of', { device })}
      aria-describedby={detailsId}
    >
      {localization.text('sessions.sign_out')}
    </a>
  );
}
