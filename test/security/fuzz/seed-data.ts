import { createHash } from 'node:crypto';
import type { TestApp } from '../../support/test-app.js';

/** The redirect URI of a client, to be registered with the app. */
export const CLIENT_REDIRECT = 'com.example.fuzz:/callback';

const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

/** The names of the values of a login. Requests contain them as placeholders: `{{name}}`. */
export const SEED_DATA_NAMES = [
  'access',
  'refresh',
  'transactionName',
  'transaction',
  'state',
  'code',
  'session',
  'clientRefresh',
  'clientCode',
  'verifier',
  'challenge',
] as const;

export type SeedData = Readonly<Record<(typeof SEED_DATA_NAMES)[number], string>>;

/** Completes logins of a browser and of a client, and starts a login that waits for its callback. */
export async function createSeedData(app: TestApp): Promise<SeedData> {
  const browser = await app.signedIn('google');
  const { sessionId } = await browser.json<{ sessionId: string }>('/api/me');
  const callback = new URL(await app.emulator.approve(await browser.begin('google'), 'vera'));
  const [transactionName = ''] = browser.transactions();
  return {
    access: browser.cookie('access') ?? '',
    refresh: browser.cookie('refresh') ?? '',
    transactionName,
    transaction: browser.cookie(transactionName) ?? '',
    state: callback.searchParams.get('state') ?? '',
    code: callback.searchParams.get('code') ?? '',
    session: sessionId,
    clientRefresh: await clientRefresh(app),
    clientCode: await clientCode(app),
    verifier: VERIFIER,
    challenge: CHALLENGE,
  };
}

async function clientCode(app: TestApp): Promise<string> {
  const browser = app.browser();
  const { location } = await browser.submit('/auth/github', {
    redirect_uri: CLIENT_REDIRECT,
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  });
  const response = await browser.request(await app.emulator.approve(location, 'vera'));
  return new URL(response.location).searchParams.get('code') ?? '';
}

async function clientRefresh(app: TestApp): Promise<string> {
  const { body } = await app.browser().request('/auth/token', {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ code: await clientCode(app), code_verifier: VERIFIER }),
  });
  return (JSON.parse(body) as { refreshToken: string }).refreshToken;
}

/** @returns the text with the seed data in place of the placeholders */
export const fillPlaceholders = (text: string, seedData: SeedData): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_, name: keyof SeedData) => seedData[name]);
