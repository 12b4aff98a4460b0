import type { AuthorizationRequest } from '../oauth/authorization-request.js';
import type { ProviderBehavior } from '../oauth/provider-behavior.js';
import type { Persona } from '../personas/persona.js';
import type { ProviderName } from '../provider.js';
import type { EmulatorResponse } from '../server/http.js';
import { AccountButton } from './account-button.js';
import { Layout } from './layout.js';
import { OptionalScopes } from './optional-scopes.js';
import { pageResponse } from './page-response.js';

/** Props of the account chooser page. */
export interface AccountChooserPageProps {
  readonly behavior: ProviderBehavior;
  readonly request: AuthorizationRequest;
  /** The personas with an account at the provider. */
  readonly personas: readonly Persona[];
  /** The persona of the login hint. It is first in the list. */
  readonly hinted: Persona | undefined;
  /** The path that the form is sent to. */
  readonly action: string;
  /** The id of the pending authorization request. */
  readonly requestId: string;
}

/** Creates the page on which the user chooses an account or cancels. */
export function accountChooserPage(props: AccountChooserPageProps): EmulatorResponse {
  return pageResponse(200, <AccountChooserPage {...props} />);
}

function AccountChooserPage({
  behavior,
  request,
  personas,
  hinted,
  action,
  requestId,
}: AccountChooserPageProps) {
  const { provider, title } = behavior;
  const { host, protocol } = new URL(request.redirectUri);
  const others = personas.filter(({ id }) => id !== hinted?.id);
  const listed = others.filter((persona) => persona[provider]?.listed);
  const unlisted = others.filter((persona) => !persona[provider]?.listed);
  return (
    <Layout
      title={`Choose an account · ${title} emulator`}
      banner={`Emulator for development. This is not ${title}, and the accounts are fictitious.`}
    >
      <h1>
        {request.prompts.has('login') ? `Sign in to ${title} again` : `Choose a ${title} account`}
      </h1>
      <p class="muted">
        to continue to <strong>{host || protocol}</strong>
      </p>
      <form method="post" action={action}>
        <input type="hidden" name="request" value={requestId} />
        <OptionalScopes behavior={behavior} scopes={request.scopes} />
        <AccountList personas={hinted ? [hinted, ...listed] : listed} provider={provider} />
        {unlisted.length > 0 && (
          <details>
            <summary>More accounts</summary>
            <AccountList personas={unlisted} provider={provider} />
          </details>
        )}
        <p class="muted">{scopeSummary(request.scopes)}</p>
        <button class="cancel" name="cancel" value="true">
          Cancel
        </button>
      </form>
    </Layout>
  );
}

function AccountList({
  personas,
  provider,
}: {
  personas: readonly Persona[];
  provider: ProviderName;
}) {
  // Safari does not announce a list without markers, unless it has the role.
  return (
    <ul role="list">
      {personas.map((persona) => (
        <li key={persona.id}>
          <AccountButton persona={persona} provider={provider} />
        </li>
      ))}
    </ul>
  );
}

function scopeSummary(scopes: readonly string[]): string {
  const names = scopes.map((scope) => scope.replace(/^https:.*\/(userinfo\.)?/, ''));
  return names.length === 0
    ? 'The application requests public information only.'
    : `The application requests: ${names.join(', ')}.`;
}
