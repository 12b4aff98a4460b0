import { Strategy as GitHubStrategy } from 'passport-github2';
import { Strategy as GoogleStrategy } from 'passport-google-oauth20';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ProviderEmulator } from '../../src/emulator/index.js';
import { CALLBACK } from './application.js';

interface Outcome {
  readonly redirect?: string;
  readonly user?: unknown;
  readonly failure?: unknown;
  readonly error?: unknown;
}

interface Runnable {
  authenticate(request: object, options?: object): unknown;
}

let emulator: ProviderEmulator;

beforeAll(async () => {
  emulator = await ProviderEmulator.start();
  emulator.registerRedirectUri('google', CALLBACK);
  emulator.registerRedirectUri('github', CALLBACK);
});
afterAll(() => emulator.stop());

/** Runs a strategy as Passport does: on an object that inherits from it and takes its outcome. */
function run(strategy: Runnable, request: object): Promise<Outcome> {
  return new Promise((resolve) => {
    const action: Runnable = Object.assign(Object.create(strategy), {
      redirect: (redirect: string) => resolve({ redirect }),
      success: (user: unknown) => resolve({ user }),
      fail: (failure: unknown) => resolve({ failure }),
      error: (error: unknown) => resolve({ error }),
    });
    action.authenticate(request);
  });
}

type Done = (error: null, user: object) => void;
const keepProfile = (_access: string, _refresh: string, profile: object, done: Done): void =>
  done(null, profile);

function googleStrategy(): Runnable {
  const { clientId, clientSecret, authorizationUrl, tokenUrl, userinfoUrl } = emulator.google;
  const options = {
    clientID: clientId,
    clientSecret,
    authorizationURL: authorizationUrl,
    tokenURL: tokenUrl,
    userProfileURL: userinfoUrl,
    callbackURL: CALLBACK,
    scope: ['openid', 'email', 'profile'],
    pkce: true,
    state: true,
  };
  return new GoogleStrategy(options, keepProfile);
}

function githubStrategy(): Runnable {
  const { clientId, clientSecret, authorizationUrl, tokenUrl, userUrl, emailsUrl } =
    emulator.github;
  const options = {
    clientID: clientId,
    clientSecret,
    authorizationURL: authorizationUrl,
    tokenURL: tokenUrl,
    userProfileURL: userUrl,
    userEmailURL: emailsUrl,
    callbackURL: CALLBACK,
    scope: ['read:user', 'user:email'],
    allRawEmails: true,
    pkce: true,
    state: 'any text: the types want one, the strategy only asks whether there is one',
  };
  return new GitHubStrategy(options, keepProfile);
}

/** Login from start to profile; the session object carries state and verifier between the two requests. */
async function logIn(
  strategy: Runnable,
  choose: (authorizeUrl: string) => Promise<string>,
): Promise<Outcome> {
  const session = {};
  const start = await run(strategy, { query: {}, headers: {}, session });
  const callback = new URL(await choose(start.redirect ?? ''));
  const query = Object.fromEntries(callback.searchParams);
  return run(strategy, { query, headers: {}, session });
}

const as =
  (persona: string) =>
  (url: string): Promise<string> =>
    emulator.approve(url, persona);

describe('the real Google strategy', () => {
  it('signs a person in with PKCE and state', async () => {
    const { user } = await logIn(googleStrategy(), as('vera'));
    expect(user).toMatchObject({
      provider: 'google',
      id: emulator.personas('google').find(({ id }) => id === 'vera')?.google?.sub,
      displayName: 'Vera Sample',
      emails: [{ value: 'vera@example.com', verified: true }],
      photos: [{ value: `${emulator.origin}/avatars/vera.svg` }],
    });
    expect(
      emulator.requests.find(({ endpoint }) => endpoint === 'authorize')?.params,
    ).toMatchObject({
      code_challenge_method: 'S256',
    });
  });

  it('sees a canceled login as a failure', async () => {
    const outcome = await logIn(googleStrategy(), (url) => emulator.deny(url));
    expect(outcome).toHaveProperty('failure');
  });

  it('sees a refused code as the provider’s error', async () => {
    const { error } = await logIn(googleStrategy(), async (url) => {
      const callback = new URL(await emulator.approve(url, 'vera'));
      callback.searchParams.set('code', 'made-up');
      return callback.href;
    });
    expect(error).toMatchObject({ name: 'TokenError', code: 'invalid_grant' });
  });

  it('sees a 401 of userinfo as the provider’s error', async () => {
    const fault = emulator.injectFault({
      endpoint: 'token',
      kind: 'response-fields',
      fields: { access_token: 'x' },
    });
    const { error } = await logIn(googleStrategy(), as('vera'));
    fault.clear();
    expect(error).toMatchObject({ message: 'Invalid Credentials', code: 'invalid_request' });
  });
});

describe('the real GitHub strategy', () => {
  it('signs a person in with PKCE and state', async () => {
    const { user } = await logIn(githubStrategy(), as('rory'));
    expect(user).toMatchObject({
      provider: 'github',
      id: '9000000104',
      username: 'rory',
      displayName: 'Rory Sample',
      photos: [{ value: `${emulator.origin}/avatars/rory.svg` }],
    });
    expect(user).toHaveProperty('emails.length', 4);
    expect(user).toMatchObject({
      emails: expect.arrayContaining([
        { value: 'rory@example.com', primary: true, verified: true, visibility: 'private' },
      ]),
    });
  });

  it('sees a canceled login as a failure', async () => {
    const outcome = await logIn(githubStrategy(), (url) => emulator.deny(url));
    expect(outcome.failure).toEqual({ message: 'The user has denied your application access.' });
  });

  it('gets no token for a refused code', async () => {
    const { error } = await logIn(githubStrategy(), async (url) => {
      const callback = new URL(await emulator.approve(url, 'rory'));
      callback.searchParams.set('code', 'made-up');
      return callback.href;
    });
    expect(error).toMatchObject({ message: 'Failed to obtain access token' });
  });
});
