import { DEFAULT_PRODUCT_NAME, Layout } from './layout.js';
import { Notice, type NoticeProps } from './notice.js';
import { ProviderButton, type ProviderOption } from './provider-button.js';

/** Why somebody sees the login page, when there is something to say about it. */
export type LoginNotice = keyof typeof NOTICES;

/** What the login page shows. */
export interface LoginPageProps {
  readonly providers: readonly ProviderOption[];
  /** Name of the provider last used on this browser; one that is not configured is ignored. */
  readonly lastProvider?: string;
  /** Where to go after the login, already checked; default `/`. */
  readonly returnTo?: string;
  /** What else the forms send, such as the request of the client that began the login. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly notice?: LoginNotice;
  readonly productName?: string;
}

const NOTICES = {
  signed_out: { tone: 'good', children: 'You are signed out.' },
  signed_out_everywhere: { tone: 'good', children: 'You are signed out everywhere.' },
  login_required: { tone: 'plain', children: 'Please sign in to see that page.' },
  login_again: {
    tone: 'plain',
    children: 'Please sign in again to do that: it has been a while.',
  },
} as const satisfies Record<string, NoticeProps>;
const CHOOSE = 'Choose how you want to continue.';
const NOTHING_TO_CHOOSE = 'You cannot sign in yet: no way to do so has been set up for this site.';

/** The login page: one button for each provider, the one used last on this browser first. */
export function LoginPage(props: LoginPageProps) {
  const { providers, lastProvider, returnTo = '/', fields = {}, notice } = props;
  const productName = props.productName ?? DEFAULT_PRODUCT_NAME;
  const lastFirst = providers.toSorted((a, b) => rank(a, lastProvider) - rank(b, lastProvider));
  return (
    <Layout title="Sign in" productName={productName}>
      <div class="card roomy">
        {notice !== undefined && <Notice {...NOTICES[notice]} />}
        <div class="titles">
          <h1>Sign in</h1>
          <p class="lead">{providers.length > 0 ? CHOOSE : NOTHING_TO_CHOOSE}</p>
        </div>
        {providers.length === 0 && <HowToSetUp />}
        {providers.length > 0 && (
          <div class="providers">
            {lastFirst.map((provider) => (
              <ProviderButton
                key={provider.name}
                provider={provider}
                fields={returnTo === '/' ? fields : { ...fields, returnTo }}
                lastUsed={provider.name === lastProvider}
              />
            ))}
          </div>
        )}
        {providers.length > 0 && <Reassurance productName={productName} />}
      </div>
    </Layout>
  );
}

function rank(provider: ProviderOption, lastProvider: string | undefined): number {
  return provider.name === lastProvider ? 0 : 1;
}

function Reassurance({ productName }: { productName: string }) {
  return (
    <p class="small muted centred">
      You sign in at the provider you choose. <bdi>{productName}</bdi> never sees your password.
    </p>
  );
}

function HowToSetUp() {
  return (
    <p class="aside small muted">
      If you run this site: set the client ID and secret of a provider, such as{' '}
      <code>GOOGLE_CLIENT_ID</code> and <code>GOOGLE_CLIENT_SECRET</code>, then start it again.
    </p>
  );
}
