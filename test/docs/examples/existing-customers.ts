import type { Prisma } from '../../../src/generated/prisma/client.js';
import type { SignInHooks } from '../../../src/social-auth/index.js';

export const existingCustomers: SignInHooks<Prisma.TransactionClient> = {
  resolveUser: async ({ email, emailVerified }, tx) => {
    if (email === null || !emailVerified) return undefined;
    const customer = await tx.user.findFirst({ where: { email, emailVerified: true } });
    return customer?.id;
  },
};
