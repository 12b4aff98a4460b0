import { Inject, Injectable } from '@nestjs/common';
import { Prisma, type PrismaClient } from '../../generated/prisma/client.js';
import { PreparedStatements } from '../database/prepared-statements.js';
import { PRISMA } from '../core/options.js';
import type { ProviderProfile } from '../core/provider-profile.js';
import { hasChanges, fieldsToSync, profileData, type ProfileData } from './profile-sync.js';

/** Whose account it is. */
export interface AccountOwnership {
  id: string;
  userId: string;
  /** Whether the user may not come in all the same. */
  disabled: boolean;
}

/** An account that is there, with what it said last time and what its user says now. */
export interface AccountWithUser extends AccountOwnership {
  account: ProfileData & Pick<ProviderProfile, 'username'>;
  user: ProfileData;
}

/** What became of an account that was to be unlinked. */
export type UnlinkResult =
  | { outcome: 'unlinked'; provider: string }
  /** It is the only one that the user can sign in with. */
  | { outcome: 'last' }
  | { outcome: 'unknown' };

/** The row that a known account is made of. */
type Row = AccountOwnership &
  AccountWithUser['account'] &
  Record<`user${'Name' | 'Email' | 'Picture'}`, string | null> & {
    userEmailVerified: boolean;
  };

const FIND = `
  SELECT a."id", a."userId", u."disabledAt" IS NOT NULL AS "disabled",
    a."username", a."name", a."email", a."emailVerified", a."picture",
    u."name" AS "userName", u."email" AS "userEmail",
    u."emailVerified" AS "userEmailVerified", u."picture" AS "userPicture"
  FROM "Account" a JOIN "User" u ON u."id" = a."userId"
  WHERE a."provider" = $1 AND a."subject" = $2`;

/** Finds, makes, refreshes and unlinks accounts; the only place that writes them. */
@Injectable()
export class AccountStore {
  constructor(
    @Inject(PRISMA) private readonly prisma: PrismaClient,
    private readonly statements: PreparedStatements,
  ) {}

  /** One statement instead of Prisma's two, for every login asks it. */
  async find({ provider, subject }: ProviderProfile): Promise<AccountWithUser | undefined> {
    const [row] = await this.statements.query<Row>('find account', FIND, [provider, subject]);
    if (row === undefined) return undefined;
    const { id, userId, disabled, username } = row;
    const user = {
      name: row.userName,
      email: row.userEmail,
      emailVerified: row.userEmailVerified,
      picture: row.userPicture,
    };
    return { id, userId, disabled, account: { ...profileData(row), username }, user };
  }

  /**
   * Makes the account of a profile.
   *
   * @param userId whose; a new user's when there is none
   * @returns undefined when it is there already: another request has made it in the same moment
   */
  async create(profile: ProviderProfile, userId?: string): Promise<AccountOwnership | undefined> {
    const { provider, subject, username } = profile;
    const owner =
      userId === undefined ? { create: profileData(profile) } : { connect: { id: userId } };
    try {
      const account = await this.prisma.account.create({
        data: { provider, subject, username, ...profileData(profile), user: owner },
        select: { id: true, userId: true },
      });
      return { ...account, disabled: false };
    } catch (error) {
      if (isUniqueViolation(error)) return undefined;
      throw error;
    }
  }

  /** Writes down what the provider says now, where that is news, and what of the user follows it. */
  async refresh({ id, account, user }: AccountWithUser, profile: ProviderProfile): Promise<void> {
    const news = { ...profileData(profile), username: profile.username };
    if (!hasChanges(account, news)) return;
    const followed = fieldsToSync(user, account, profile);
    await this.prisma.account.update({
      where: { id },
      data: { ...news, ...(hasChanges(user, followed) && { user: { update: followed } }) },
      select: { id: true },
    });
  }

  /**
   * Deletes an account of a user, unless it is the last way to sign in: the rows are held meanwhile.
   *
   * @param providers names of those that people can log in with
   */
  async unlink(userId: string, id: string, providers: readonly string[]): Promise<UnlinkResult> {
    const [unlinked] = await this.prisma.$queryRaw<{ provider: string }[]>`
      WITH owned AS (
        SELECT "id", "provider" FROM "Account" WHERE "userId" = ${userId}::uuid
        ORDER BY "id" FOR UPDATE
      )
      DELETE FROM "Account"
      WHERE "id" = ${id}::uuid AND "userId" = ${userId}::uuid
        AND EXISTS (
          SELECT 1 FROM owned WHERE "id" <> ${id}::uuid AND "provider" = ANY(${[...providers]})
        )
      RETURNING "provider"`;
    if (unlinked !== undefined) return { outcome: 'unlinked', ...unlinked };
    const left = await this.prisma.account.findFirst({ where: { id, userId } });
    return { outcome: left === null ? 'unknown' : 'last' };
  }
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}
