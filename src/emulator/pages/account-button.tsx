import type { Persona } from '../personas/persona.js';
import type { ProviderName } from '../provider.js';
import { avatarPath } from './avatar.js';

/** The button that chooses a persona. It shows the picture, name, account and description of the persona. */
export function AccountButton({ persona, provider }: { persona: Persona; provider: ProviderName }) {
  const account = accountLine(persona, provider);
  const name = persona.name ?? (account || persona.id);
  const description = persona[provider]?.description;
  return (
    <button class="account" name="persona" value={persona.id}>
      <img src={avatarPath(persona.id)} alt="" width="40" height="40" />
      <span>
        <span class="name" dir="auto">
          {name}
        </span>
        {account && account !== name && <span class="muted">{account}</span>}
        {description && <span class="muted">{description}</span>}
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
