import type { PrismaClientLike } from '../../src/social-auth/index.js';

/** The queries of a model that the tests use. */
export interface Delegate {
  create(query: object): Promise<Record<string, unknown>>;
  update(query: object): Promise<Record<string, unknown>>;
  delete(query: object): Promise<Record<string, unknown>>;
  findFirst(query: object): Promise<Record<string, unknown> | null>;
  findMany(query: object): Promise<Record<string, unknown>[]>;
}

/** A generated client of any schema. */
export type AppClient = PrismaClientLike & {
  $disconnect(): Promise<void>;
  $extends(extension: object): AppClient;
};

/** @returns the queries of a model. */
export function delegateOf(client: object, model: string): Delegate {
  const name = model.charAt(0).toLowerCase() + model.slice(1);
  return (client as Record<string, Delegate>)[name] as Delegate;
}

interface Operation {
  model?: string;
  operation: string;
  args: { where?: object; data?: object };
  query: (args: object) => Promise<unknown>;
}

/** The operations that the extended client has logged. */
export const loggedOperations: string[] = [];

/** Extends a client as apps do: it logs queries, and sets `deletedAt` instead of deleting a user. */
export function auditedSoftDelete(client: AppClient): AppClient {
  const deletedAt = () => ({ deletedAt: new Date() });
  return client.$extends({
    query: {
      user: {
        delete: ({ args }: Operation) =>
          delegateOf(client, 'User').update({ ...args, data: deletedAt() }),
        findFirst: ({ args, query }: Operation) =>
          query({ ...args, where: { ...args.where, deletedAt: null } }),
      },
      $allOperations: ({ model, operation, args, query }: Operation) => {
        loggedOperations.push(`${model ?? ''}.${operation}`);
        return query(args);
      },
    },
  });
}
