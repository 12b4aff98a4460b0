import {
  Layout,
  useLocalization,
  type PageBranding,
  type PageProvider,
} from '../../social-auth/index.js';
import { MergeChoices, type MergePresentation } from '../../user-merge/index.js';
import type { AdminMergeChoice } from '../merge-view.js';

/** Props of {@link MergePage}. */
export interface MergePageProps {
  readonly branding: PageBranding;
  readonly texts: MergePresentation;
  readonly choices: readonly AdminMergeChoice[];
  /** Returns a provider by its name. */
  readonly providerOf: (name: string) => PageProvider;
  /** The path of the page of the user. */
  readonly userUrl: string;
}

/** Shows the changes of both possible merges of two users, with a form to choose the user to keep. */
export function MergePage({ branding, texts, choices, providerOf, userUrl }: MergePageProps) {
  const messages = texts.localizations.in(useLocalization().locale);
  const isPossible = choices.some(({ preview }) => preview.obstacles.length === 0);
  return (
    <Layout title={messages.text('preview.title')} branding={branding}>
      <div class="card card-large">
        <div class="page-title">
          <h1>{messages.text('preview.title')}</h1>
          <p class="lead">{messages.text('preview.text_admin')}</p>
        </div>
        <form class="actions" method="post" action={`${userUrl}/merge`}>
          <MergeChoices
            choices={choices}
            providerOf={providerOf}
            labels={texts.labels}
            messages={messages}
            legend={messages.text('preview.legend')}
          />
          {isPossible && (
            <button type="submit" class="button-danger">
              {messages.text('preview.submit')}
            </button>
          )}
          <a class="button" href={userUrl}>
            {messages.text('preview.cancel')}
          </a>
        </form>
      </div>
    </Layout>
  );
}
