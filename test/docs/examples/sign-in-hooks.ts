import type { Prisma } from '../../../src/generated/prisma/client.js';
import type { SignInHooks } from '../../../src/social-auth/index.js';

export const signInHooks: SignInHooks<Prisma.TransactionClient> = {
  canSignIn: ({ profile }) =>
    profile.emailVerified && profile.email?.endsWith('@example.com') === true,
  createUser: async (profile, tx) => {
    const { name, email, emailVerified, picture } = profile;
    const data = { name, email, emailVerified, picture, roles: ['member'] };
    const user = await tx.user.create({ data });
    return user.id;
  },
};
