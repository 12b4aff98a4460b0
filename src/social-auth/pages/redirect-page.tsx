import type { PageProvider, PageBranding } from '../core/options.js';
import { Layout } from './layout.js';
import { useLocalization } from './localization-context.js';
import { ProviderLogo } from './logos.js';

/** Props of {@link RedirectPage}. */
export interface RedirectPageProps {
  readonly branding: PageBranding;
  /** The URL that the browser opens at once. */
  readonly url: string;
  /** The provider at that URL. */
  readonly provider: PageProvider;
}

/**
 * The page that opens a provider without JavaScript, with a link for browsers that ignore the meta refresh. The browser
 * shows it until the provider responds.
 */
export function RedirectPage({ branding, url, provider }: RedirectPageProps) {
  const localization = useLocalization();
  const title = localization.text('redirect.title', { provider: provider.label });
  return (
    <Layout title={title} branding={branding} refreshUrl={url}>
      <div class="card card-large">
        <div class="provider-mark" aria-hidden="true">
          <ProviderLogo provider={provider} />
          <span class="progress" />
        </div>
        <div class="page-title">
          <h1>{title}</h1>
          <p class="lead">{localization.text('redirect.text')}</p>
        </div>
        <div class="actions">
          <a class="button" href={url}>
            {localization.text('redirect.link', { provider: provider.label })}
          </a>
        </div>
      </div>
    </Layout>
  );
}
