import { ProviderLogo, type PageProvider } from '../../social-auth/index.js';
import type { MergeObstacle, MergePreview } from '../merge-preview.js';
import type { MergeLocalization } from '../messages/merge-localizations.js';

/**
 * The names of models on the pages, by language and model.
 *
 * @publicApi
 */
export type ModelLabels = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Props of {@link MergeChoices}.
 *
 * @publicApi
 */
export interface MergeChoicesProps {
  readonly choices: readonly { readonly preview: MergePreview; readonly token: string }[];
  readonly providerOf: (name: string) => PageProvider;
  readonly labels: ModelLabels;
  readonly messages: MergeLocalization;
  /** The user who is signed in. Undefined if an administrator chooses. */
  readonly currentId?: string | undefined;
  /** Describes the choice for screen readers. */
  readonly legend: string;
}

/**
 * Radio buttons that choose the user to keep. Each button shows the changes of that merge. The first possible merge is
 * preselected.
 *
 * @publicApi
 */
export function MergeChoices({ choices, legend, ...props }: MergeChoicesProps) {
  const first = choices.find(({ preview }) => preview.obstacles.length === 0);
  return (
    <fieldset class="option-cards">
      <legend class="visually-hidden">{legend}</legend>
      {choices.map((choice, index) => (
        <Choice
          key={choice.token}
          {...props}
          {...choice}
          id={`choice-${index}`}
          isChecked={choice === first}
        />
      ))}
    </fieldset>
  );
}

interface ChoiceProps extends Omit<MergeChoicesProps, 'choices' | 'legend'> {
  readonly id: string;
  readonly preview: MergePreview;
  readonly token: string;
  readonly isChecked: boolean;
}

function Choice({ id, preview, token, isChecked, ...props }: ChoiceProps) {
  const { messages, providerOf, currentId } = props;
  const { survivor, obstacles } = preview;
  const isPossible = obstacles.length === 0;
  const name = survivor.name ?? survivor.email ?? messages.text('preview.unnamed');
  const since = survivor.accounts[0]?.createdAt;
  return (
    <div class="option-card">
      <label class="option-title">
        <input
          type="radio"
          name="preview"
          value={token}
          checked={isChecked}
          disabled={!isPossible}
          required
          aria-describedby={id}
        />
        <span>{messages.text('preview.keep', { name })}</span>
      </label>
      <div class="option-body small" id={id}>
        <p class="option-facts muted">
          {survivor.accounts.map((account) => (
            <ProviderLogo key={account.id} provider={providerOf(account.provider)} />
          ))}
          {survivor.email !== null && survivor.email !== name && <bdi>{survivor.email}</bdi>}
          {since !== undefined && (
            <span>{messages.text('preview.since', { date: messages.date(since) })}</span>
          )}
          {survivor.id === currentId && <span>{messages.text('preview.current')}</span>}
        </p>
        {isPossible ? (
          <Changes preview={preview} {...props} />
        ) : (
          <>
            <p>{messages.text('preview.blocked')}</p>
            <ul>
              {obstacles.map((obstacle) => (
                <li key={JSON.stringify(obstacle)}>{describeObstacle(obstacle, props)}</li>
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}

type ChangesProps = Pick<MergeChoicesProps, 'messages' | 'labels' | 'providerOf'> & {
  readonly preview: MergePreview;
};

/** The changes of a merge. */
function Changes({ preview, messages, labels, providerOf }: ChangesProps) {
  const { absorbed, sessions, rows, lostRoles } = preview;
  const labelOf = (model: string) => modelLabel(model, labels, messages);
  return (
    <ul class="option-changes">
      {absorbed.accounts.map(({ id, provider, email, username }) => {
        const label = providerOf(provider).label;
        const contact = email ?? username;
        const account = contact === null ? label : `${label} (${contact})`;
        return <li key={id}>{messages.text('preview.account', { account })}</li>;
      })}
      {rows.map(({ model, rule, count }) => (
        <li key={`${rule} ${model}`}>
          {messages.text(rule === 'move' ? 'preview.moved' : 'preview.kept', {
            model: labelOf(model),
            count,
          })}
        </li>
      ))}
      {sessions > 0 && <li>{messages.text('preview.sessions', { count: sessions })}</li>}
      {lostRoles.length > 0 && (
        <li>{messages.text('preview.roles', { roles: lostRoles.join(', ') })}</li>
      )}
      <li>{messages.text('preview.profile')}</li>
    </ul>
  );
}

function describeObstacle(
  obstacle: MergeObstacle,
  { messages, labels }: Pick<MergeChoicesProps, 'messages' | 'labels'>,
): string {
  if (obstacle.kind === 'unavailable') return messages.text('preview.unavailable');
  const model = modelLabel(obstacle.model, labels, messages);
  return messages.text(obstacle.kind === 'refused' ? 'preview.refused' : 'preview.conflict', {
    model,
  });
}

/**
 * Returns the label of a model in the language of the page. Without a label, returns the name of the model in the
 * Prisma schema.
 */
function modelLabel(model: string, labels: ModelLabels, { locale }: MergeLocalization): string {
  const { language } = new Intl.Locale(locale);
  return labels[locale]?.[model] ?? labels[language]?.[model] ?? labels['en']?.[model] ?? model;
}
