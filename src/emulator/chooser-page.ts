import type { EmulatorResponse } from './http.js';
import type { ProviderBehavior } from './provider-behavior.js';
import type { AuthorizeRequest } from './grants.js';
import { html, type Html } from './html.js';
import { page } from './page.js';
import type { Persona } from './persona.js';
import type { ProviderName } from './provider.js';

/** What the chooser page shows. */
export interface Choice {
  readonly dialect: ProviderBehavior;
  readonly request: AuthorizeRequest;
  /** Everybody with an account here. */
  readonly members: readonly Persona[];
  /** Comes first, also when not listed. */
  readonly hinted: Persona | undefined;
  /** Where the form goes, and what it says which request it answers. */
  readonly action: string;
  readonly handle: string;
}

/** The page where a person chooses who to be, or cancels. */
export function chooserPage({
  dialect,
  request,
  members,
  hinted,
  action,
  handle,
}: Choice): EmulatorResponse {
  const { provider, title } = dialect;
  const target = new URL(request.redirectUri);
  const others = members.filter(({ id }) => id !== hinted?.id);
  const listed = others.filter((persona) => persona[provider]?.listed);
  const more = others.filter((persona) => !persona[provider]?.listed);
  return page({
    title: `Choose an account – stand-in for ${title}`,
    banner: `Development stand-in. This is not the real ${title}, and these people are invented.`,
    formTargets: [formTarget(target)],
    content: html`<h1>Choose a ${title} account</h1>
      <p class="quiet">to continue to <strong>${target.host || target.protocol}</strong></p>
      <form method="post" action="${action}">
        <input type="hidden" name="request" value="${handle}" />
        ${people([...(hinted ? [hinted] : []), ...listed], provider)}
        ${
          more.length === 0
            ? null
            : html`<details>
                <summary>More people</summary>
                ${people(more, provider)}
              </details>`
        }
        <p class="quiet receives">${receives(request.scopes)}</p>
        <button class="cancel" name="cancel" value="true">Cancel</button>
      </form>`,
  });
}

function people(personas: readonly Persona[], provider: ProviderName): Html {
  return html`<ul>
    ${personas.map((persona) => html`<li>${button(persona, provider)}</li>`)}
  </ul>`;
}

function button(persona: Persona, provider: ProviderName): Html {
  const account = accountLine(persona, provider);
  const name = persona.name ?? (account || persona.id);
  const note = persona[provider]?.description ?? '';
  return html`<button class="person" name="persona" value="${persona.id}">
    <img src="/avatars/${persona.id}.svg" alt="" width="40" height="40" />
    <span>
      <span class="name" dir="auto">${name}</span>
      ${name === account || !account ? null : html`<span class="quiet">${account}</span>`}
      ${note ? html`<span class="quiet">${note}</span>` : null}
    </span>
  </button>`;
}

function accountLine({ google, github }: Persona, provider: ProviderName): string {
  if (provider === 'google') {
    return google?.email ?? '';
  }
  const primary = github?.emails.find((entry) => entry.primary);
  return [`@${github?.login}`, primary?.email].filter(Boolean).join(' · ');
}

function receives(scopes: readonly string[]): string {
  return scopes.length === 0
    ? 'It asks for public information only.'
    : `It asks for: ${scopes.map((scope) => scope.replace(/^https:.*[/.]/, '')).join(', ')}.`;
}

// Chrome applies form-action to the redirect after the form too. A policy cannot name an IPv6 host or a host of a custom scheme.
function formTarget({ origin, protocol, hostname }: URL): string {
  return origin === 'null' || hostname.startsWith('[') ? protocol : origin;
}
