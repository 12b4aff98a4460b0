import type { INestApplicationContext } from '@nestjs/common';
import {
  UserAdministration,
  UserSearch,
  UserService,
  type UserProfile,
} from '../social-auth/index.js';

/** Who receives a role: by id, or by a verified email address. */
export interface GrantRoleInput {
  readonly role: string;
  readonly email?: string | undefined;
  readonly userId?: string | undefined;
}

/** The arguments of the command, for `parseArgs()`. */
export const GRANT_ROLE_OPTIONS = {
  email: { type: 'string' },
  'user-id': { type: 'string' },
} as const;

/**
 * Gives a role to a user, in addition to the roles that the user has.
 *
 * An email address must be verified and belong to one user: anybody can state any address at a provider that does not verify
 * it.
 *
 * @returns a sentence that says what was done
 * @throws Error when no user matches, or several do
 */
export async function grantRole(
  app: INestApplicationContext,
  { role, email, userId }: GrantRoleInput,
): Promise<string> {
  if (role === '' || (email === undefined) === (userId === undefined)) {
    throw new Error('Name a role, and a user with either --email or --user-id.');
  }
  const user = await (userId === undefined ? findByEmail(app, email ?? '') : findById(app, userId));
  const name = `${user.name ?? 'The user'} (${user.id})`;
  if (user.roles.includes(role)) return `${name} has the role ${role} already.`;
  const administration = app.get(UserAdministration, { strict: false });
  await administration.setRoles(user.id, [...user.roles, role]);
  return `${name} has the role ${role} now.`;
}

async function findById(app: INestApplicationContext, userId: string): Promise<UserProfile> {
  const user = await app.get(UserService, { strict: false }).findWithAccounts(userId);
  if (user === null) throw new Error(`No user has the id ${userId}.`);
  return user;
}

async function findByEmail(app: INestApplicationContext, email: string): Promise<UserProfile> {
  const users = await app.get(UserSearch, { strict: false }).findByEmail(email);
  const [user, ...others] = users;
  if (user === undefined) {
    throw new Error(`No user has the email address ${email}. Sign in once, then try again.`);
  }
  if (others.length > 0) {
    const ids = users.map(({ id, emailVerified }) =>
      emailVerified ? id : `${id} (address not verified)`,
    );
    throw new Error(
      `${users.length} users have the email address ${email}. Use --user-id with one of these ids:\n  ${ids.join('\n  ')}`,
    );
  }
  if (!user.emailVerified) {
    throw new Error(
      `The email address of user ${user.id} is not verified, so it proves nothing. If it is the right user, use --user-id ${user.id}.`,
    );
  }
  return user;
}
