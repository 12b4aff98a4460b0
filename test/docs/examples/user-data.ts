import type { Prisma } from '../../../src/generated/prisma/client.js';
import type { UserDataHooks } from '../../../src/social-auth/index.js';

export const userData: UserDataHooks<Prisma.TransactionClient> = {
  exportUser: async (userId, tx) => ({
    notes: await tx.$queryRaw`SELECT text FROM "Note" WHERE "userId" = ${userId}::uuid`,
  }),
  deleteUser: async (userId, tx) => {
    await tx.$executeRaw`DELETE FROM "Note" WHERE "userId" = ${userId}::uuid`;
  },
};
