import type { ModelNames, SignInHooks, UserFieldNames } from '../../../src/social-auth/index.js';
import type { Prisma } from './auth-js-client.js';

export const models: ModelNames = { account: 'SocialAccount', session: 'SocialSession' };

export const userFields: UserFieldNames = { picture: 'image' };

export const hooks: SignInHooks<Prisma.TransactionClient> = {
  resolveUser: async ({ provider, subject }, tx) => {
    const account = await tx.account.findFirst({
      where: { provider, providerAccountId: subject },
    });
    return account?.userId;
  },
};
