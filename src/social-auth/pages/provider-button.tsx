import { ProviderLogo } from './logos.js';

/** A provider as the login page shows it. */
export interface ProviderOption {
  /** The name in its routes, such as `google`. */
  readonly name: string;
  /** The name people know it by, such as "Google". */
  readonly label: string;
}

/** One way to sign in: a form that starts the login at that provider. */
export interface ProviderButtonProps {
  readonly provider: ProviderOption;
  /** What the form sends. */
  readonly fields: Readonly<Record<string, string>>;
  readonly lastUsed: boolean;
}

/** The form and button that start a login; "Last used" describes the button, it is not its name. */
export function ProviderButton({ provider, fields, lastUsed }: ProviderButtonProps) {
  const { name, label } = provider;
  return (
    <form class="provider" method="post" action={`/auth/${encodeURIComponent(name)}`}>
      {Object.entries(fields).map(([field, value]) => (
        <input key={field} type="hidden" name={field} value={value} />
      ))}
      <button type="submit" aria-describedby={lastUsed ? 'last-used' : undefined}>
        <ProviderLogo provider={name} label={label} />
        <span>Continue with {label}</span>
      </button>
      {lastUsed && (
        <span id="last-used" class="badge last-used">
          Last used
        </span>
      )}
    </form>
  );
}
