import type { PageProvider, PageBranding } from '../core/options.js';
import { Layout } from './layout.js';
import { useLocalization } from './localization-context.js';
import { LOGIN_NOTICES, type LoginNotice } from './login-notices.js';
import { Notice } from './notice.js';
import { ProviderButton } from './provider-button.js';
import { RichText } from './rich-text.js';

/** Props of {@link LoginPage}. */
export interface LoginPageProps {
  readonly branding: PageBranding;
  readonly providers: readonly PageProvider[];
  /** The name of the provider last used in this browser. Ignored when it is not configured. */
  readonly lastProvider?: string;
  /** Hidden fields of the forms: the validated return path, and the authorization request of a client. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly notice?: LoginNotice;
}

/** The login page, with one button for each provider. The provider last used in this browser comes first. */
export function LoginPage(props: LoginPageProps) {
  const { branding, providers, lastProvider, fields = {}, notice } = props;
  const localization = useLocalization();
  const lastFirst = providers.toSorted((a, b) => rank(a, lastProvider) - rank(b, lastProvider));
  const configured = providers.length > 0;
  return (
    <Layout title={localization.text('login.title')} branding={branding}>
      <div class="card card-large">
        {notice !== undefined && (
          <Notice tone={LOGIN_NOTICES[notice]}>{localization.text(`notice.${notice}`)}</Notice>
        )}
        <div class="page-title">
          <h1>{localization.text('login.title')}</h1>
          <p class="lead">
            {localization.text(configured ? 'login.choose' : 'login.not_configured')}
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
      <RichText message="login.password_note" values={{ product: <bdi>{productName}</bdi> }} />
    </p>
  );
}

function SetupHint() {
  return (
    <p class="setup-hint small muted">
      <RichText
        message="login.setup_hint"
        values={{ id: <code>GOOGLE_CLIENT_ID</code>, secret: <code>GOOGLE_CLIENT_SECRET</code> }}
      />
    </p>
  );
}
