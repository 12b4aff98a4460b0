import type { ResolvedPageOptions } from '../core/options.js';
import { Layout } from './layout.js';
import { Notice, type NoticeProps } from './notice.js';
import { ProviderButton, type ProviderOption } from './provider-button.js';

/** The reason for showing the login page, for a notice at the top. */
export type LoginNotice = keyof typeof NOTICES;

/** Props of {@link LoginPage}. */
export interface LoginPageProps {
  readonly branding: ResolvedPageOptions;
  readonly providers: readonly ProviderOption[];
  /** The name of the provider last used in this browser. Ignored when it is not configured. */
  readonly lastProvider?: string;
  /** The validated return path, unless the login leads to the start page. */
  readonly returnTo?: string;
  /** Additional fields of the forms: the authorization request of a client. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly notice?: LoginNotice;
}

const NOTICES = {
  signed_out: { tone: 'success', children: 'You are signed out.' },
  signed_out_everywhere: { tone: 'success', children: 'You are signed out everywhere.' },
  login_canceled: { tone: 'neutral', children: 'You canceled the sign-in.' },
  login_required: { tone: 'neutral', children: 'Please sign in to see that page.' },
  login_again: {
    tone: 'neutral',
    children: 'It has been a while. Please sign in again to continue.',
  },
  session_ended: {
    tone: 'neutral',
    children: 'Your session has ended. Please sign in again.',
  },
  session_reused: {
    tone: 'neutral',
    children:
      'For your safety you were signed out, because your sign-in was used in two places. ' +
      'Please sign in again, and check your recent activity.',
  },
} as const satisfies Record<string, NoticeProps>;

/** Returns whether the login page has a notice for a message. */
export function isLoginNotice(message: string): message is LoginNotice {
  return Object.hasOwn(NOTICES, message);
}

/** The login page: one button for each provider, the one last used in this browser first. */
export function LoginPage(props: LoginPageProps) {
  const { branding, providers, lastProvider, returnTo, fields = {}, notice } = props;
  const lastFirst = providers.toSorted((a, b) => rank(a, lastProvider) - rank(b, lastProvider));
  const configured = providers.length > 0;
  return (
    <Layout title="Sign in" branding={branding}>
      <div class="card card-large">
        {notice !== undefined && <Notice {...NOTICES[notice]} />}
        <div class="page-title">
          <h1>Sign in</h1>
          <p class="lead">
            {configured ? 'Choose how you want to continue.' : 'Sign-in is not set up yet.'}
          </p>
        </div>
        {configured ? (
          <>
            <div class="providers">
              {lastFirst.map((provider) => (
                <ProviderButton
                  key={provider.name}
                  provider={provider}
                  fields={returnTo === undefined ? fields : { ...fields, returnTo }}
                  lastUsed={provider.name === lastProvider}
                />
              ))}
            </div>
            <PasswordNote productName={branding.productName} />
          </>
        ) : (
          <SetupHint />
        )}
      </div>
    </Layout>
  );
}

function rank(provider: ProviderOption, lastProvider: string | undefined): number {
  return provider.name === lastProvider ? 0 : 1;
}

function PasswordNote({ productName }: { productName: string }) {
  return (
    <p class="small muted text-center">
      You sign in at the provider you choose. <bdi>{productName}</bdi> never sees your password.
    </p>
  );
}

function SetupHint() {
  return (
    <p class="setup-hint small muted">
      Do you run this site? Set the client ID and secret of a provider, such as{' '}
      <code>GOOGLE_CLIENT_ID</code> and <code>GOOGLE_CLIENT_SECRET</code>, and restart it.
    </p>
  );
}
