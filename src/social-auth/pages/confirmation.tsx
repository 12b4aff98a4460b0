import { useLocalization } from './localization-context.js';

/**
 * Props of {@link Confirmation}.
 *
 * @publicApi
 */
export interface ConfirmationProps {
  /** The visible label of the button that opens the confirmation. */
  readonly label: string;
  /** The name of that button for screen readers, which contains the label. Default: the label. */
  readonly accessibleName?: string;
  /** The consequences, in one or two sentences. */
  readonly warning: string;
  /** The URL that the form posts to. */
  readonly action: string;
  readonly fields?: Readonly<Record<string, string>>;
  /** The label of the button that submits the form. */
  readonly confirmLabel: string;
  /** The id of an element that describes both buttons. */
  readonly describedBy?: string;
}

/**
 * A dangerous action with an inline confirmation that needs no script.
 *
 * @publicApi
 */
export function Confirmation(props: ConfirmationProps) {
  const { label, accessibleName, warning, action, fields = {}, confirmLabel, describedBy } = props;
  const localization = useLocalization();
  return (
    <details class="confirmation">
      <summary class="button button-caution" aria-describedby={describedBy}>
        <span class="when-closed">
          <span aria-hidden={accessibleName !== undefined}>{label}</span>
          {accessibleName !== undefined && <span class="visually-hidden">{accessibleName}</span>}
        </span>
        <span class="when-open">{localization.text('confirmation.cancel')}</span>
      </summary>
      <form class="confirmation-body" method="post" action={action}>
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <p class="small">{warning}</p>
        <button type="submit" class="button-danger" aria-describedby={describedBy}>
          {confirmLabel}
        </button>
      </form>
    </details>
  );
}
