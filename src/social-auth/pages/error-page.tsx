import type { PageBranding } from '../core/options.js';
import { Layout } from './layout.js';
import { RichText } from './rich-text.js';

/** A link or a form button on an error page. */
export type ErrorAction = {
  readonly label: string;
  /** Emphasizes this action. Default: the first action is emphasized. */
  readonly primary?: boolean;
} & (
  | { readonly href: string }
  | { readonly post: string; readonly fields?: Readonly<Record<string, string>> }
);

/** Props of {@link ErrorPage}. */
export interface ErrorPageProps {
  readonly branding: PageBranding;
  readonly title: string;
  /** One sentence that says what happened. */
  readonly message: string;
  /** The code of the log entry, such as `K7QF-3M2P`. */
  readonly supportCode?: string;
  readonly actions: readonly ErrorAction[];
}

/** The error page: what happened, what to do next, and the support code. */
export function ErrorPage({ branding, title, message, supportCode, actions }: ErrorPageProps) {
  const primary = actions.find((action) => action.primary === true) ?? actions[0];
  return (
    <Layout title={title} branding={branding}>
      <div class="card card-large">
        <div class="page-title">
          <h1>{title}</h1>
          <p class="lead">{message}</p>
        </div>
        {actions.length > 0 && (
          <div class="actions">
            {actions.map((action) => (
              <ActionButton key={action.label} action={action} primary={action === primary} />
            ))}
          </div>
        )}
        {supportCode !== undefined && (
          <p class="support-code">
            <RichText
              message="error_page.support_code"
              values={{ code: <code class="notranslate">{supportCode}</code> }}
            />
          </p>
        )}
      </div>
    </Layout>
  );
}

function ActionButton({ action, primary }: { action: ErrorAction; primary: boolean }) {
  const className = primary ? 'button button-primary' : 'button';
  if ('href' in action) {
    return (
      <a class={className} href={action.href}>
        {action.label}
      </a>
    );
  }
  return (
    <form method="post" action={action.post}>
      {Object.entries(action.fields ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={className}>
        {action.label}
      </button>
    </form>
  );
}
