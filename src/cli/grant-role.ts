import type { INestApplicationContext } from '@nestjs/common';
import {
  UserAdministration,
  UserSearch,
  UserService,
  type UserProfile,
} from '../social-auth/index.js';

/** The role, and the user who receives it. Names the user either by id or by email address. */
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
 * Gives a role to a user. The user keeps all other roles.
 *
 * An email address must be verified and belong to only one user, because at a provider that does not verify addresses,
 * anybody can claim any address.
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
  if (user.roles.includes(role)) return `${name} already has the role ${role}.`;
  const administration = app.get(UserAdministration, { strict: false });
  await administration.setRoles(user.id, [...user.roles, role]);
  return `${name} now has the role ${role}.`;
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
      `The email address of user ${user.id} is not verified, so it does not prove who the user is. If this is the right user, use --user-id ${user.id}.`,
    );
  }
  return user;
}
