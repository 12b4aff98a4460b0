import { randomInt } from 'node:crypto';
import type { SignInHooks } from 'nestjs-social-auth';
import type { Prisma } from '../generated/prisma/client.js';

export const signInHooks: SignInHooks<Prisma.TransactionClient> = {
  createUser: async ({ name, email, emailVerified, picture }, tx) => {
    const isFirst = (await tx.member.count()) === 0;
    const member = await tx.member.create({
      data: {
        displayName: name,
        email,
        emailVerified,
        avatarUrl: picture,
        handle: `member-${randomInt(1_000_000_000)}`,
        roles: isFirst ? ['admin'] : [],
      },
    });
    return member.id;
  },
};
