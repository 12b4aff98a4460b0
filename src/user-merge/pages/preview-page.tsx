import {
  Layout,
  useLocalization,
  type PageBranding,
  type PageProvider,
} from '../../social-auth/index.js';
import type { MergeLocalizations } from '../messages/merge-localizations.js';
import type { MergeChoice } from '../self-service-merge.js';
import { MergeChoices, type ModelLabels } from './merge-choices.js';

/** Props of {@link PreviewPage}. */
export interface PreviewPageProps {
  readonly branding: PageBranding;
  readonly localizations: MergeLocalizations;
  readonly labels: ModelLabels;
  /** Returns a provider by its name. */
  readonly providerOf: (name: string) => PageProvider;
  /** The merges in both directions. The preferred merge is first. */
  readonly choices: readonly MergeChoice[];
  /** The user who is signed in. */
  readonly currentId: string;
  readonly undoUntil: Date;
  /** The path that the form posts to. */
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Shows the changes of both possible merges, with a form to choose the user to keep. */
export function PreviewPage(props: PreviewPageProps) {
  const { branding, localizations, choices, undoUntil, action, fields } = props;
  const messages = localizations.in(useLocalization().locale);
  const isPossible = choices.some(({ preview }) => preview.obstacles.length === 0);
  return (
    <Layout title={messages.text('preview.title')} branding={branding}>
      <div class="card card-large">
        <div class="page-title">
          <h1>{messages.text('preview.title')}</h1>
          <p class="lead">{messages.text('preview.text')}</p>
        </div>
        <form class="actions" method="post" action={action}>
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <MergeChoices {...props} messages={messages} legend={messages.text('preview.legend')} />
          {isPossible && (
            <>
              <p class="small muted">
                {messages.text('preview.undo', { date: messages.date(undoUntil) })}
              </p>
              <button type="submit" class="button-primary" name="action" value="merge">
                {messages.text('preview.submit')}
              </button>
            </>
          )}
          <button type="submit" name="action" value="cancel" formnovalidate>
            {messages.text('preview.cancel')}
          </button>
        </form>
      </div>
    </Layout>
  );
}
