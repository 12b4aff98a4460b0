import { DEFAULT_PRODUCT_NAME, Layout } from './layout.js';

/** A way on from an error page: a link, or a form with its hidden fields. */
export type ErrorAction = {
  readonly label: string;
  /** Stands out; when no action says so the first one does. */
  readonly primary?: boolean;
} & (
  | { readonly href: string }
  | { readonly post: string; readonly fields?: Readonly<Record<string, string>> }
);

/** What an error page shows. */
export interface ErrorPageProps {
  readonly title: string;
  /** One sentence: what happened. */
  readonly message: string;
  /** A code the log explains, such as `K7QF-3M2P`. */
  readonly supportCode?: string;
  readonly actions: readonly ErrorAction[];
  readonly productName?: string;
}

/** An error page: what happened, the way on, and a code to quote. */
export function ErrorPage(props: ErrorPageProps) {
  const { title, message, supportCode, actions } = props;
  const primary = actions.find((action) => action.primary === true) ?? actions[0];
  return (
    <Layout title={title} productName={props.productName ?? DEFAULT_PRODUCT_NAME}>
      <div class="card roomy">
        <div class="titles">
          <h1>{title}</h1>
          <p class="lead">{message}</p>
        </div>
        {actions.length > 0 && (
          <div class="actions">
            {actions.map((action) => (
              <Action key={action.label} action={action} primary={action === primary} />
            ))}
          </div>
        )}
        {supportCode !== undefined && (
          <p class="support">
            Support code <code translate={false}>{supportCode}</code>
          </p>
        )}
      </div>
    </Layout>
  );
}

function Action({ action, primary }: { action: ErrorAction; primary: boolean }) {
  const look = primary ? 'button primary' : 'button';
  if ('href' in action) {
    return (
      <a class={look} href={action.href}>
        {action.label}
      </a>
    );
  }
  return (
    <form method="post" action={action.post}>
      {Object.entries(action.fields ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={look}>
        {action.label}
      </button>
    </form>
  );
}
