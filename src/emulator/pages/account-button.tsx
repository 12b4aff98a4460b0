import type { Persona } from '../personas/persona.js';
import type { ProviderName } from '../provider.js';
import { avatarPath } from './avatar.js';

/** The button that chooses a persona: its name, with account and description as the accessible description. */
export function AccountButton({ persona, provider }: { persona: Persona; provider: ProviderName }) {
  const { id } = persona;
  const account = accountLine(persona, provider);
  const name = persona.name ?? (account || id);
  const details = [account === name ? '' : account, persona[provider]?.description ?? ''];
  return (
    <button
      class="account"
      name="persona"
      value={id}
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-details`}
    >
      <img src={avatarPath(id)} alt="" width="40" height="40" />
      <span>
        <span class="name" id={`${id}-name`} dir="auto">
          {name}
        </span>
        <span id={`${id}-details`}>
          {details.filter(Boolean).map((line) => (
            <span key={line} class="muted">
              {line}
            </span>
          ))}
        </span>
      </span>
    </button>
  );
}

function accountLine({ google, github }: Persona, provider: ProviderName): string {
  if (provider === 'google') {
    return google?.email ?? '';
  }
  const primary = github?.emails.find((entry) => entry.primary);
  return [`@${github?.login}`, primary?.email].filter(Boolean).join(' · ');
}
