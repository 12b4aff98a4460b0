import { useContext } from 'preact/hooks';
import type { PageBranding } from '../core/options.js';
import { Layout } from './layout.js';
import { useLocalization } from './localization-context.js';
import { RichText } from './rich-text.js';
import { RouteUrlContext } from './route-url-context.js';
import { TimeAgo } from './time-ago.js';

/** Props of {@link EndSessionPage}. */
export interface EndSessionPageProps {
  readonly branding: PageBranding;
  /** The URL of the account page. */
  readonly accountUrl: string;
  /** The id of the session. */
  readonly id: string;
  /** The name of its device, such as "Firefox on Windows". */
  readonly device: string;
  /** The label of the provider. */
  readonly label: string;
  readonly signedInAt: Date;
  /** The reference time of relative times. */
  readonly now: Date;
}

/** The page that asks for confirmation before one session is ended. */
export function EndSessionPage(props: EndSessionPageProps) {
  const { branding, accountUrl, id, device, label, signedInAt, now } = props;
  const localization = useLocalization();
  const routeUrl = useContext(RouteUrlContext);
  const title = localization.text('end_session.title', { device });
  return (
    <Layout title={title} branding={branding}>
      <div class="card card-large">
        <div class="page-title">
          <h1>{title}</h1>
          <p class="lead">
            <RichText
              message="sessions.signed_in"
              values={{
                provider: <bdi>{label}</bdi>,
                time: <TimeAgo at={signedInAt} now={now} />,
              }}
            />
          </p>
          <p class="lead">{localization.text('end_session.text')}</p>
        </div>
        <form
          class="actions"
          method="post"
          action={routeUrl('POST /auth/sessions/:id/end', { id })}
        >
          <button type="submit" class="button-danger">
            {localization.text('sessions.sign_out')}
          </button>
          <a class="button" href={accountUrl}>
            {localization.text('confirmation.cancel')}
          </a>
        </form>
      </div>
    </Layout>
  );
}
