import { Inject, Injectable } from '@nestjs/common';
import type { Account, PrismaClient, User } from '../../generated/prisma/client.js';
import { Clock } from '../../time/clock.js';
import { PRISMA } from '../core/options.js';
import type { ProviderProfile } from '../core/provider-profile.js';
import { AccountStore, type AccountOwnership } from './account.store.js';

export type { Account, User };

/** A person who has just proved who they are, by one of their accounts. */
export interface SignedInUser {
  userId: string;
  accountId: string;
  /** Whether they may not come in all the same. */
  disabled: boolean;
  /** Whether this login made the user. */
  created: boolean;
}

/** An account that was to be linked. */
export interface LinkedAccount {
  accountId: string;
  /** Whose it is now. */
  userId: string;
  /** Whether it has become theirs by this. */
  linked: boolean;
}

/** Upserts users and their accounts through Prisma. */
@Injectable()
export class UserService {
  constructor(
    @Inject(PRISMA) private readonly prisma: PrismaClient,
    private readonly accounts: AccountStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Finds the user behind a provider's profile, or makes one.
   *
   * The account found by `(provider, subject)` decides; an email never does. A later login refreshes
   * what the provider says, and never moves an account to another user.
   */
  async upsertFromProfile(profile: ProviderProfile): Promise<SignedInUser> {
    const { id, userId, disabled, created } = await this.#accountOf(profile);
    return { userId, accountId: id, disabled, created };
  }

  /** Links the account of a profile to a user, unless it is somebody's already. */
  async link(userId: string, profile: ProviderProfile): Promise<LinkedAccount> {
    const account = await this.#accountOf(profile, userId);
    return { accountId: account.id, userId: account.userId, linked: account.created };
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

  /**
   * The account of a profile, with the provider's news; made when it is not there.
   *
   * @param userId who asks for it: a new one becomes theirs, and somebody else's stays as it is
   */
  async #accountOf(
    profile: ProviderProfile,
    userId?: string,
  ): Promise<AccountOwnership & { created: boolean }> {
    const before = await this.accounts.find(profile);
    const made = before === undefined ? await this.accounts.create(profile, userId) : undefined;
    if (made !== undefined) return { ...made, created: true };
    const known = before ?? (await this.accounts.find(profile));
    if (known === undefined) throw new Error('the account can be neither made nor found');
    if (userId === undefined || userId === known.userId)
      await this.accounts.refresh(known, profile);
    return { ...known, created: false };
  }
}
