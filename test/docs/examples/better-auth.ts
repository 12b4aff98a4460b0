import { randomUUID } from 'node:crypto';
import type { SignInHooks } from '../../../src/social-auth/index.js';
import type { Prisma } from './better-auth-client.js';

export const hooks: SignInHooks<Prisma.TransactionClient> = {
  canSignIn: ({ profile, userId }) => userId !== undefined || profile.email !== null,
  resolveUser: async ({ provider, subject }, tx) => {
    const accounts = await tx.account.findMany({
      where: { providerId: provider, accountId: subject },
    });
    return accounts.length === 1 ? accounts[0]?.userId : undefined;
  },
  createUser: async ({ name, username, email, emailVerified, picture }, tx) => {
    const user = await tx.user.create({
      data: {
        id: randomUUID(),
        name: name ?? username ?? '',
        email: email ?? '',
        emailVerified,
        image: picture,
      },
    });
    return user.id;
  },
};
