import { useContext } from 'preact/hooks';
import type { PageBranding } from '../core/options.js';
import { Layout } from './layout.js';
import { useLocalization } from './localization-context.js';
import { RouteUrlContext } from './route-url-context.js';

/** Props of {@link RestoreAccountPage}. */
export interface RestoreAccountPageProps {
  readonly branding: PageBranding;
  /** The id of the login transaction. */
  readonly loginId: string;
  readonly deleteAfter: Date;
}

/** The page that asks a user who has just signed in whether to cancel the deletion of the account. */
export function RestoreAccountPage({ branding, loginId, deleteAfter }: RestoreAccountPageProps) {
  const localization = useLocalization();
  const routeUrl = useContext(RouteUrlContext);
  const date = localization.date(deleteAfter);
  return (
    <Layout title={localization.text('restore_account.title')} branding={branding}>
      <div class="card card-large">
        <div class="page-title">
          <h1>{localization.text('restore_account.title')}</h1>
          <p class="lead">{localization.text('restore_account.text', { date })}</p>
        </div>
        <form class="actions" method="post" action={routeUrl('POST /auth/account/restore')}>
          <input type="hidden" name="login" value={loginId} />
          <button type="submit" class="button-primary" name="action" value="restore">
            {localization.text('restore_account.submit')}
          </button>
          <button type="submit" name="action" value="cancel">
            {localization.text('confirmation.cancel')}
          </button>
        </form>
      </div>
    </Layout>
  );
}
