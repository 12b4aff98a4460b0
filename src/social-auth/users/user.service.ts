import { Inject, Injectable } from '@nestjs/common';
import {
  Prisma,
  type Account,
  type PrismaClient,
  type User,
} from '../../generated/prisma/client.js';
import { Clock } from '../core/clock.js';
import { PRISMA } from '../core/options.js';
import type { ProviderProfile } from '../core/provider-profile.js';

export type { Account, User };

/** A person who has just proved who they are, by one of their accounts. */
export interface SignedInUser {
  user: User;
  account: Account;
  /** True when this login made the user. */
  created: boolean;
}

/** What of a profile is copied to an account, and from there to the user. */
type ProfileData = Pick<ProviderProfile, 'name' | 'email' | 'emailVerified' | 'picture'>;

/** What became of an account that was to be unlinked. */
export type Unlinked =
  | { outcome: 'unlinked'; provider: string }
  /** It is the only one that the user can sign in with. */
  | { outcome: 'last' }
  | { outcome: 'unknown' };

/** Upserts users and their accounts; the only place that writes either. */
@Injectable()
export class UserService {
  constructor(
    @Inject(PRISMA) private readonly prisma: PrismaClient,
    private readonly clock: Clock,
  ) {}

  /**
   * Finds the user behind a provider's profile, or makes one.
   *
   * The account found by `(provider, subject)` decides; an email never does. A later login refreshes
   * what the provider says, and never moves an account to another user.
   */
  async upsertFromProfile(profile: ProviderProfile): Promise<SignedInUser> {
    const known = await this.#findAccount(profile);
    if (known !== null) return this.#refresh(known, profile);
    try {
      return await this.#create(profile);
    } catch (error) {
      // Another first login of the same person, in the same moment, has made the account.
      const winner = isUniqueViolation(error) ? await this.#findAccount(profile) : null;
      if (winner === null) throw error;
      return this.#refresh(winner, profile);
    }
  }

  /**
   * Links the account of a profile to a user, unless it is somebody's already.
   *
   * @returns the id of the user whose account it now is
   */
  async link(userId: string, profile: ProviderProfile): Promise<string> {
    const known = await this.#findAccount(profile);
    if (known !== null) return this.#relink(known, userId, profile);
    try {
      await this.prisma.account.create({ data: { ...accountData(profile), userId } });
      return userId;
    } catch (error) {
      const winner = isUniqueViolation(error) ? await this.#findAccount(profile) : null;
      if (winner === null) throw error;
      return this.#relink(winner, userId, profile);
    }
  }

  /**
   * Deletes an account of a user, unless it is the last way to sign in: the rows are held meanwhile.
   *
   * @param providers names of those that people can log in with
   */
  async unlink(userId: string, accountId: string, providers: readonly string[]): Promise<Unlinked> {
    const [unlinked] = await this.prisma.$queryRaw<{ provider: string }[]>`
      WITH owned AS (
        SELECT "id", "provider" FROM "Account" WHERE "userId" = ${userId}::uuid
        ORDER BY "id" FOR UPDATE
      )
      DELETE FROM "Account"
      WHERE "id" = ${accountId}::uuid AND "userId" = ${userId}::uuid
        AND EXISTS (
          SELECT 1 FROM owned
          WHERE "id" <> ${accountId}::uuid AND "provider" = ANY(${[...providers]})
        )
      RETURNING "provider"`;
    if (unlinked !== undefined) return { outcome: 'unlinked', ...unlinked };
    const left = await this.prisma.account.findFirst({ where: { id: accountId, userId } });
    return { outcome: left === null ? 'unknown' : 'last' };
  }

  /** @returns the user; null when there is none. */
  find(userId: string): Promise<User | null> {
    return this.prisma.user.findUnique({ where: { id: userId } });
  }

  /** @returns the user with every linked account, oldest first; null when there is none. */
  findWithAccounts(userId: string): Promise<(User & { accounts: Account[] }) | null> {
    return this.prisma.user.findUnique({
      where: { id: userId },
      include: { accounts: { orderBy: { createdAt: 'asc' } } },
    });
  }

  /** @returns false when there is no such user. */
  async setDisabled(userId: string, disabled: boolean): Promise<boolean> {
    const disabledAt = disabled ? this.clock.now() : null;
    const { count } = await this.prisma.user.updateMany({
      where: { id: userId },
      data: { disabledAt },
    });
    return count > 0;
  }

  #findAccount({ provider, subject }: ProviderProfile) {
    return this.prisma.account.findUnique({
      where: { provider_subject: { provider, subject } },
      include: { user: true },
    });
  }

  async #create(profile: ProviderProfile): Promise<SignedInUser> {
    const { user, ...account } = await this.prisma.account.create({
      data: {
        ...accountData(profile),
        user: { create: profileData(profile) },
      },
      include: { user: true },
    });
    return { user, account, created: true };
  }

  async #relink(
    account: Account & { user: User },
    userId: string,
    profile: ProviderProfile,
  ): Promise<string> {
    if (account.userId === userId) await this.#refresh(account, profile);
    return account.userId;
  }

  async #refresh(
    { user, ...account }: Account & { user: User },
    profile: ProviderProfile,
  ): Promise<SignedInUser> {
    const news = { ...profileData(profile), username: profile.username };
    if (!differs(account, news)) return { user, account, created: false };
    const followed = followingFields(user, account, profile);
    const { user: updated, ...refreshed } = await this.prisma.account.update({
      where: { id: account.id },
      data: { ...news, ...(differs(user, followed) && { user: { update: followed } }) },
      include: { user: true },
    });
    return { user: updated, account: refreshed, created: false };
  }
}

function profileData({ name, email, emailVerified, picture }: ProfileData): ProfileData {
  return { name, email, emailVerified, picture };
}

function accountData({ provider, subject, username, ...profile }: ProviderProfile) {
  return { provider, subject, username, ...profileData(profile) };
}

/**
 * The user's fields that follow this account: those that still are what the account said last time.
 *
 * What the app or the person has set since stays. An email and its being verified are one thing.
 */
function followingFields(
  user: ProfileData,
  account: ProfileData,
  news: ProfileData,
): Partial<ProfileData> {
  const followsEmail = user.email === account.email && user.emailVerified === account.emailVerified;
  return {
    ...(user.name === account.name && { name: news.name }),
    ...(user.picture === account.picture && { picture: news.picture }),
    ...(followsEmail && { email: news.email, emailVerified: news.emailVerified }),
  };
}

function differs<T extends object>(before: T, after: Partial<T>): boolean {
  return (Object.keys(after) as (keyof T)[]).some((field) => before[field] !== after[field]);
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}
