/** The part of the Prisma client of a better-auth schema that the example uses. */
export declare namespace Prisma {
  interface TransactionClient {
    account: {
      findMany(query: {
        where: { providerId: string; accountId: string };
      }): Promise<{ userId: string }[]>;
    };
    user: {
      create(query: {
        data: {
          id: string;
          name: string;
          email: string;
          emailVerified: boolean;
          image: string | null;
        };
      }): Promise<{ id: string }>;
    };
  }
}
