/** The part of the Prisma client of an Auth.js schema that the example uses. */
export declare namespace Prisma {
  interface TransactionClient {
    account: {
      findFirst(query: {
        where: { provider: string; providerAccountId: string };
      }): Promise<{ userId: string } | null>;
    };
  }
}
