import { deepEqual, equal } from 'node:assert/strict';
import type { INestApplication } from '@nestjs/common';
import { RoutePaths } from '../social-auth/index.js';
import { signInAs, type SignInOptions } from './sign-in-as.js';
import type { SignedInUser } from './signed-in-user.js';
import type { TestCase } from './test-case.js';

/** The options of {@link sessionRaces}. */
export interface SessionRaceOptions extends SignInOptions {
  /** The id of the persona that signs in. Default: `vera` */
  readonly persona?: string;
  /** The number of tabs that refresh the session at the same time. Default: 5 */
  readonly tabs?: number;
}

/**
 * Returns tests that an app keeps a session when several tabs refresh it at the same time, and that the app ends the
 * session when a refresh token is stolen.
 *
 * The tests prove that nothing in the app breaks the rotation of refresh tokens, such as a middleware or an
 * interceptor. They do not test a proxy in front of the app.
 *
 * @example
 * ```ts
 * it.each(sessionRaces())('$title', ({ run }) => run(app));
 * ```
 */
export function sessionRaces({
  persona = 'vera',
  tabs = 5,
  ...options
}: SessionRaceOptions = {}): TestCase<INestApplication>[] {
  const race = (
    title: string,
    run: (user: SignedInUser, isSignedIn: IsSignedIn) => Promise<void>,
  ): TestCase<INestApplication> => ({
    title,
    run: async (app) => run(await signInAs(app, persona, options), signedInCheck(app)),
  });
  return [
    race(`${tabs} tabs that refresh at the same time stay signed in`, async (user, isSignedIn) => {
      const all = await Promise.all(Array.from({ length: tabs }, () => user.tab()));
      await Promise.all(all.map((tab) => tab.refresh().expect(200)));
      deepEqual(new Set(await Promise.all(all.map(isSignedIn))), new Set([true]));
      await Promise.all(all.map((tab) => tab.refresh().expect(200)));
    }),
    race('a tab that lost the response of a refresh can refresh again', async (user) => {
      const tab = await user.tab();
      // The response changes the cookies of the other tab only.
      await user.refresh().expect(200);
      await tab.refresh().expect(200);
      await tab.refresh().expect(200);
    }),
    race('a refresh token ends the session when two later ones exist', async (user, isSignedIn) => {
      const thief = await user.tab();
      await user.refresh().expect(200);
      await user.refresh().expect(200);
      await thief.refresh().expect(401);
      equal(await isSignedIn(user), false);
      await user.refresh().expect(401);
    }),
    race('a sign-out in one tab signs out the others', async (user, isSignedIn) => {
      const other = await user.tab();
      await user.signOut().expect(204);
      equal(await isSignedIn(other), false);
      await other.refresh().expect(401);
    }),
    race('a refresh during a sign-out does not keep the session', async (user, isSignedIn) => {
      const other = await user.tab();
      await Promise.all([user.signOut().expect(204), other.refresh()]);
      equal(await isSignedIn(other), false);
      await other.refresh().expect(401);
    }),
  ];
}

type IsSignedIn = (user: SignedInUser) => Promise<boolean>;

/** Returns whether the app accepts the access token of a user. */
function signedInCheck(app: INestApplication): IsSignedIn {
  const path = app.get(RoutePaths, { strict: false }).served('GET /auth/sessions');
  return async ({ bearer }) => (await bearer.get(path)).status === 200;
}
