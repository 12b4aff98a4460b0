import type { Prisma } from '../../../src/generated/prisma/client.js';
import { emailDomains, type SignInHooks } from '../../../src/social-auth/index.js';

export const signInHooks: SignInHooks<Prisma.TransactionClient> = {
  canSignIn: emailDomains(['example.com']),
  createUser: async (profile, tx) => {
    const { name, email, emailVerified, picture } = profile;
    const data = { name, email, emailVerified, picture, roles: ['member'] };
    const user = await tx.user.create({ data });
    return user.id;
  },
};
