import { ProviderEmulator } from '../../../src/emulator/index.js';
import { google } from '../../../src/social-auth/index.js';

/** Starts an emulator with one persona, and returns it with a provider that uses it. */
export async function startEmulator(publicUrl: string) {
  const emulator = await ProviderEmulator.start();
  emulator.registerRedirectUri('google', `${publicUrl}/auth/google/callback`);
  emulator.addPersona({ id: 'kim', name: 'Kim', google: { email: 'kim@example.com' } });

  const provider = google(emulator.google);
  return { emulator, provider };
}

/** Starts a login and completes it at the emulator. Returns the response of the start and the callback URL. */
export async function logIn(emulator: ProviderEmulator, publicUrl: string) {
  const start = await fetch(`${publicUrl}/auth/google`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: publicUrl },
  });
  const callbackUrl = await emulator.approve(start.headers.get('location') ?? '', 'kim');
  return { start, callbackUrl };
}

/** Leaves the next token request to Google without a response. */
export function injectTokenTimeout(emulator: ProviderEmulator): void {
  emulator.injectFault({ endpoint: 'token', provider: 'google', kind: 'no-response', times: 1 });
}
