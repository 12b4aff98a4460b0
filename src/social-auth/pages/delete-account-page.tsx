import { useContext } from 'preact/hooks';
import type { PageBranding } from '../core/options.js';
import { Layout } from './layout.js';
import { useLocalization } from './localization-context.js';
import { RouteUrlContext } from './route-url-context.js';

/** Props of {@link DeleteAccountPage}. */
export interface DeleteAccountPageProps {
  readonly branding: PageBranding;
  /** The URL of the account page. */
  readonly accountUrl: string;
  /** The time after which the account would be deleted. Absent if it is deleted at once. */
  readonly deleteAfter?: Date;
}

/** The page that asks for confirmation before an account is deleted. */
export function DeleteAccountPage({ branding, accountUrl, deleteAfter }: DeleteAccountPageProps) {
  const localization = useLocalization();
  const routeUrl = useContext(RouteUrlContext);
  return (
    <Layout title={localization.text('delete_account.title')} branding={branding}>
      <div class="card card-large">
        <div class="page-title">
          <h1>{localization.text('delete_account.title')}</h1>
          <p class="lead">
            {deleteAfter === undefined
              ? localization.text('delete_account.at_once')
              : localization.text('delete_account.later', {
                  date: localization.date(deleteAfter),
                })}
          </p>
        </div>
        <form class="actions" method="post" action={routeUrl('POST /auth/account/delete')}>
          <label class="checkbox">
            <input type="checkbox" name="confirmed" value="true" required />
            <span>{localization.text('delete_account.confirm')}</span>
          </label>
          <button type="submit" class="button-danger">
            {localization.text('delete_account.submit')}
          </button>
          <a class="button" href={accountUrl}>
            {localization.text('confirmation.cancel')}
          </a>
        </form>
        <p class="text-center small">
          <a class="text-link" href={routeUrl('GET /auth/account/export')}>
            {localization.text('delete_account.download_first')}
          </a>
        </p>
      </div>
    </Layout>
  );
}
