import { equal, notEqual } from 'node:assert/strict';
import type { INestApplication } from '@nestjs/common';
import { AccessTokenService, UserService } from '../social-auth/index.js';
import { signInAs, type SignInOptions } from './sign-in-as.js';
import type { SignedInUser } from './signed-in-user.js';
import type { TestCase } from './test-case.js';

/** The options of {@link loginContract}. */
export interface LoginContractOptions extends SignInOptions {
  /** The id of a persona who has never signed in to the app. */
  readonly persona: string;
  /** The number of first logins that run at the same time. Default: 5 */
  readonly logins?: number;
}

/**
 * Returns tests of the logins of an app, which include its hooks `canSignIn`, `resolveUser` and `createUser`. Run the
 * tests in order.
 *
 * @example
 * ```ts
 * emulator.addPersona({ id: 'kim' });
 * it.each(loginContract({ persona: 'kim' }))('$title', ({ run }) => run(app));
 * ```
 */
export function loginContract({
  persona,
  logins = 5,
  provider = 'google',
}: LoginContractOptions): TestCase<INestApplication>[] {
  const signIn = (app: INestApplication) => signInAs(app, persona, { provider });
  return [
    {
      title: `${logins} first logins at the same time sign in one user`,
      run: async (app) => {
        const users = await Promise.all(Array.from({ length: logins }, () => signIn(app)));
        equal(new Set(users.map((user) => userIdOf(app, user))).size, 1);
      },
    },
    {
      title: 'a later login signs in the same user',
      run: async (app) => {
        const [first, second] = [await signIn(app), await signIn(app)];
        equal(userIdOf(app, second), userIdOf(app, first));
      },
    },
    {
      title: 'the user exists and has one account of the provider',
      run: async (app) => {
        const userId = userIdOf(app, await signIn(app));
        const user = await app.get(UserService, { strict: false }).findWithAccounts(userId);
        notEqual(user, null);
        const accounts = user?.accounts.filter((account) => account.provider === provider);
        equal(accounts?.length, 1);
      },
    },
  ];
}

function userIdOf(app: INestApplication, { accessToken }: SignedInUser): string {
  const principal = app.get(AccessTokenService, { strict: false }).verify(accessToken);
  if (principal === undefined) throw new Error('The app does not accept its access token.');
  return principal.userId;
}
