import {
  Layout,
  ProviderLogo,
  useLocalization,
  type PageBranding,
  type PageProvider,
} from '../../social-auth/index.js';
import type { MergeLocalizations } from '../messages/merge-localizations.js';

/** Props of {@link StartPage}. */
export interface StartPageProps {
  readonly branding: PageBranding;
  readonly localizations: MergeLocalizations;
  readonly accountUrl: string;
  /** The providers, each with the path that starts a login at this provider. */
  readonly providers: readonly { readonly provider: PageProvider; readonly url: string }[];
}

/** Asks the user to sign in with an account of the other user. */
export function StartPage({ branding, localizations, accountUrl, providers }: StartPageProps) {
  const messages = localizations.in(useLocalization().locale);
  return (
    <Layout title={messages.text('start.title')} branding={branding}>
      <div class="card card-large">
        <div class="page-title">
          <h1>{messages.text('start.title')}</h1>
          <p class="lead">{messages.text('start.text')}</p>
        </div>
        <div class="providers">
          {providers.map(({ provider, url }) => (
            <form key={provider.name} class="provider" method="post" action={url}>
              <button type="submit">
                <ProviderLogo provider={provider} />
                <span>{messages.text('start.provider', { provider: provider.label })}</span>
              </button>
            </form>
          ))}
        </div>
        <p class="text-center small">
          <a class="text-link" href={accountUrl}>
            {messages.text('start.back')}
          </a>
        </p>
      </div>
    </Layout>
  );
}
