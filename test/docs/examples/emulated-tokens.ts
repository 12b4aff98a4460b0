import { ProviderEmulator } from '../../../src/emulator/index.js';
import { oidc } from '../../../src/social-auth/index.js';

const CALENDAR = 'https://www.googleapis.com/auth/calendar.readonly';

/** Approves a request for the calendar scope, but refuses that scope. Returns the callback URL. */
export function refuseCalendar(emulator: ProviderEmulator, authorizationUrl: string) {
  return emulator.approve(authorizationUrl, 'vera', { denyScopes: [CALENDAR] });
}

/** Starts an emulator whose GitHub client is a GitHub App with expiring tokens. */
export function startGitHubApp() {
  const client = {
    provider: 'github',
    clientId: 'Iv1.example',
    clientSecret: 'secret',
    redirectUris: [],
    type: 'github-app',
  } as const;
  return ProviderEmulator.start({ clients: [client] });
}

/** Lets all access tokens of a persona expire, and loses the response of the next refresh. */
export function loseRefresh(emulator: ProviderEmulator): void {
  emulator.expireAccessTokens('github', 'vera');
  emulator.injectFault({
    endpoint: 'refresh',
    provider: 'github',
    kind: 'lost-response',
    times: 1,
  });
}

/** Creates a credential as Google's button passes it to the app, and one that the app must refuse. */
export async function createCredentials(emulator: ProviderEmulator, nonce: string) {
  const credential = await emulator.createIdToken({ persona: 'vera', nonce });
  const forged = await emulator.createIdToken({ persona: 'vera', nonce, signature: 'none' });
  return [credential, forged];
}

/** Lets the next login at Google return an id_token for another client. */
export function returnForeignIdToken(emulator: ProviderEmulator): void {
  emulator.injectFault({ endpoint: 'token', kind: 'id-token', claims: { aud: 'other' }, times: 1 });
}

/** Starts an emulator that is an OpenID Connect issuer, and returns it with a provider that uses it. */
export async function startIssuer() {
  const emulator = await ProviderEmulator.start({ issuer: 'origin' });
  const { issuer, clientId, clientSecret } = emulator.google;
  const provider = oidc({ name: 'example', label: 'Example', issuer, clientId, clientSecret });
  return { emulator, provider };
}

/** Adds members of an organization at GitHub and of a Google Workspace. */
export function addMembers(emulator: ProviderEmulator): void {
  emulator.addPersona({
    id: 'kim',
    google: { email: 'kim@acme.example', hostedDomain: 'acme.example' },
    github: { organizations: [{ organization: 'acme', teams: ['engineering'] }] },
  });
}
