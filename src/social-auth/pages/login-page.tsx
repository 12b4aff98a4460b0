import type { PageProvider, ResolvedPageOptions } from '../core/options.js';
import { Layout } from './layout.js';
import { LOGIN_NOTICES, type LoginNotice } from './login-notices.js';
import { Notice } from './notice.js';
import { ProviderButton } from './provider-button.js';

/** Props of {@link LoginPage}. */
export interface LoginPageProps {
  readonly branding: ResolvedPageOptions;
  readonly providers: readonly PageProvider[];
  /** The name of the provider last used in this browser. Ignored when it is not configured. */
  readonly lastProvider?: string;
  /** Hidden fields of the forms: the validated return path, and the authorization request of a client. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly notice?: LoginNotice;
}

/** The login page: one button for each provider, the one last used in this browser first. */
export function LoginPage(props: LoginPageProps) {
  const { branding, providers, lastProvider, fields = {}, notice } = props;
  const lastFirst = providers.toSorted((a, b) => rank(a, lastProvider) - rank(b, lastProvider));
  const configured = providers.length > 0;
  return (
    <Layout title="Sign in" branding={branding}>
      <div class="card card-large">
        {notice !== undefined && <Notice {...LOGIN_NOTICES[notice]} />}
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
                  fields={fields}
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

function rank(provider: PageProvider, lastProvider: string | undefined): number {
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
