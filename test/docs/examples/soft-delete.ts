import type { PrismaClient } from '../../../src/generated/prisma/client.js';

export const withSoftDelete = (prisma: PrismaClient) =>
  prisma.$extends({
    query: {
      user: {
        delete: ({ args: { where } }) =>
          prisma.user.update({ where, data: { disabledAt: new Date() } }),
      },
    },
  });
