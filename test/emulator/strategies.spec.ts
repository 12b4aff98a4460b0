import { Strategy as GitHubStrategy } from 'passport-github2';
import { Strategy as GoogleStrategy } from 'passport-google-oauth20';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProviderEmulator } from '../../src/emulator/index.js';
import { CALLBACK_URL, startEmulator } from './oauth-client.js';

/** The action that a strategy takes on a request. */
interface Outcome {
  readonly redirect?: string;
  readonly user?: unknown;
  readonly failure?: unknown;
  readonly error?: unknown;
}

interface PassportStrategy {
  authenticate(request: object, options?: object): unknown;
}

type Done = (error: null, user: object) => void;

let emulator: ProviderEmulator;

beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.stop());

/** Runs a strategy like Passport: on an object that inherits from it and has a method for each action. */
function run(strategy: PassportStrategy, request: object): Promise<Outcome> {
  return new Promise((resolve) => {
    const instance: PassportStrategy = Object.assign(Object.create(strategy), {
      redirect: (redirect: string) => resolve({ redirect }),
      success: (user: unknown) => resolve({ user }),
      fail: (failure: unknown) => resolve({ failure }),
      error: (error: unknown) => resolve({ error }),
    });
    instance.authenticate(request);
  });
}

function useProfile(_accessToken: string, _refreshToken: string, profile: object, done: Done) {
  done(null, profile);
}

function googleStrategy(): PassportStrategy {
  const { clientId, clientSecret, authorizationUrl, tokenUrl, userinfoUrl } = emulator.google;
  const options = {
    clientID: clientId,
    clientSecret,
    authorizationURL: authorizationUrl,
    tokenURL: tokenUrl,
    userProfileURL: userinfoUrl,
    callbackURL: CALLBACK_URL,
    scope: ['openid', 'email', 'profile'],
    pkce: true,
    state: true,
  };
  return new GoogleStrategy(options, useProfile);
}

function githubStrategy(): PassportStrategy {
  const { clientId, clientSecret, authorizationUrl, tokenUrl, userUrl, emailsUrl } =
    emulator.github;
  const options = {
    clientID: clientId,
    clientSecret,
    authorizationURL: authorizationUrl,
    tokenURL: tokenUrl,
    userProfileURL: userUrl,
    userEmailURL: emailsUrl,
    callbackURL: CALLBACK_URL,
    scope: ['read:user', 'user:email'],
    allRawEmails: true,
    pkce: true,
    // The types require a string. The strategy enables the state for any truthy value.
    state: 'true',
  };
  return new GitHubStrategy(options, useProfile);
}

/** Runs both requests of a login. The session contains state and code verifier between them. */
async function logIn(
  strategy: PassportStrategy,
  decide: (authorizationUrl: string) => Promise<string>,
): Promise<Outcome> {
  const session = {};
  const start = await run(strategy, { query: {}, headers: {}, session });
  const callback = new URL(await decide(start.redirect ?? ''));
  const query = Object.fromEntries(callback.searchParams);
  return run(strategy, { query, headers: {}, session });
}

/** Returns a decision that approves as a persona and replaces the code in the callback. */
function approveWithInvalidCode(persona: string) {
  return async (url: string): Promise<string> => {
    const callback = new URL(await emulator.approve(url, persona));
    callback.searchParams.set('code', 'invalid');
    return callback.href;
  };
}

describe('passport-google-oauth20', () => {
  it('completes a login with PKCE and state', async () => {
    const { user } = await logIn(googleStrategy(), (url) => emulator.approve(url, 'vera'));
    expect(user).toMatchObject({
      provider: 'google',
      id: emulator.personas('google').find(({ id }) => id === 'vera')?.google?.sub,
      displayName: 'Vera Sample',
      emails: [{ value: 'vera@example.com', verified: true }],
      photos: [{ value: `${emulator.origin}/avatars/vera.svg` }],
    });
    const request = emulator.requests.find(({ endpoint }) => endpoint === 'authorize');
    expect(request?.params).toMatchObject({ code_challenge_method: 'S256' });
  });

  it('fails when the login is canceled', async () => {
    const outcome = await logIn(googleStrategy(), (url) => emulator.deny(url));
    expect(outcome).toHaveProperty('failure');
  });

  it('reports the error of the token endpoint', async () => {
    const { error } = await logIn(googleStrategy(), approveWithInvalidCode('vera'));
    expect(error).toMatchObject({ name: 'TokenError', code: 'invalid_grant' });
  });

  it('reports the error of the userinfo endpoint', async () => {
    const fault = emulator.injectFault({
      endpoint: 'token',
      kind: 'response-fields',
      fields: { access_token: 'invalid' },
    });
    const { error } = await logIn(googleStrategy(), (url) => emulator.approve(url, 'vera'));
    fault.clear();
    expect(error).toMatchObject({ message: 'Invalid Credentials', code: 'invalid_request' });
  });
});

describe('passport-github2', () => {
  it('completes a login with PKCE and state', async () => {
    const { user } = await logIn(githubStrategy(), (url) => emulator.approve(url, 'rory'));
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

  it('fails when the login is canceled', async () => {
    const { failure } = await logIn(githubStrategy(), (url) => emulator.deny(url));
    expect(failure).toEqual({ message: 'The user has denied your application access.' });
  });

  it('reports a missing access token when the code is invalid', async () => {
    const { error } = await logIn(githubStrategy(), approveWithInvalidCode('rory'));
    expect(error).toMatchObject({ message: 'Failed to obtain access token' });
  });
});
