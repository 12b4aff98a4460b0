import type { ResolvedPageOptions } from '../core/options.js';
import { Layout } from './layout.js';
import { useLocalization } from './localization-context.js';

/** Props of {@link RedirectPage}. */
export interface RedirectPageProps {
  readonly branding: ResolvedPageOptions;
  /** The URL that the browser opens at once. */
  readonly url: string;
  /** The display name of the provider at that URL. */
  readonly label: string;
}

/** The page that opens a provider without JavaScript, with a link for browsers that ignore the meta refresh. */
export function RedirectPage({ branding, url, label }: RedirectPageProps) {
  const localization = useLocalization();
  const title = localization.text('redirect.title', { provider: label });
  return (
    <Layout title={title} branding={branding} refreshUrl={url}>
      <div class="card card-large">
        <div class="page-title">
          <h1>{title}</h1>
          <p class="lead">{localization.text('redirect.text')}</p>
        </div>
        <div class="actions">
          <a class="button button-primary" href={url}>
            {title}
          </a>
        </div>
      </div>
    </Layout>
  );
}
