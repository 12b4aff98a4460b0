import { useContext } from 'preact/hooks';
import type { PageProvider } from '../core/options.js';
import { useLocalization } from './localization-context.js';
import { ProviderLogo } from './logos.js';
import { RouteUrlContext } from './route-url-context.js';

/** Props of {@link ProviderButton}. */
export interface ProviderButtonProps {
  readonly provider: PageProvider;
  /** Hidden fields of the form. */
  readonly fields: Readonly<Record<string, string>>;
  readonly lastUsed: boolean;
}

/** The form that starts a login at a provider. "Last used" is the description of its button, not part of its name. */
export function ProviderButton({ provider, fields, lastUsed }: ProviderButtonProps) {
  const localization = useLocalization();
  const routeUrl = useContext(RouteUrlContext);
  const { name, label } = provider;
  return (
    <form
      class="provider"
      method="post"
      action={routeUrl('POST /auth/:provider', { provider: name })}
    >
      {Object.entries(fields).map(([field, value]) => (
        <input key={field} type="hidden" name={field} value={value} />
      ))}
      <button type="submit" aria-describedby={lastUsed ? 'last-used' : undefined}>
        <ProviderLogo provider={provider} />
        <span>{localization.text('login.continue_with', { provider: label })}</span>
      </button>
      {lastUsed && (
        <span id="last-used" class="badge last-used">
          {localization.text('login.last_used')}
        </span>
      )}
      {lastUsed && provider.canSelectAccount === true && fields['prompt'] === undefined && (
        <button type="submit" name="prompt" value="select_account" class="other-account">
          {localization.text('login.other_account', { provider: label })}
        </button>
      )}
    </form>
  );
}
