/**
 * The part of a Prisma client that the module uses.
 *
 * Clients of both generators (`prisma-client` and `prisma-client-js`) and extended clients (`$extends`) have it.
 *
 * @publicApi
 */
export interface PrismaClientLike {
  $queryRawUnsafe(query: string, ...values: unknown[]): PromiseLike<unknown>;
  $transaction(...parameters: never[]): Promise<unknown>;
}

/**
 * A client within an interactive transaction.
 *
 * @publicApi
 */
export type TransactionClient = Pick<PrismaClientLike, '$queryRawUnsafe'>;

/** The isolation levels that the module uses. */
export type IsolationLevel = 'ReadCommitted' | 'Serializable';

/** How the module calls `$transaction`, one of the overloads of the generated client. */
export interface InteractiveTransactions {
  $transaction<Result>(
    run: (transaction: TransactionClient) => Promise<Result>,
    options: { isolationLevel?: IsolationLevel; maxWait: number; timeout: number },
  ): Promise<Result>;
}

/** The model queries that the module calls on the app's own user model. */
export interface UserDelegate {
  create(query: { data: object; select: object }): PromiseLike<Record<string, unknown>>;
  update(query: { where: object; data: object; select: object }): PromiseLike<unknown>;
  findUnique(query: { where: object }): PromiseLike<Record<string, unknown> | null>;
}

/**
 * Returns the queries of a model.
 *
 * @param model name of the model in the Prisma schema
 */
export function delegateOf(client: object, model: string): UserDelegate {
  const property = model.charAt(0).toLowerCase() + model.slice(1);
  return (client as Record<string, UserDelegate>)[property] as UserDelegate;
}

/**
 * A model as the client describes it at run time.
 *
 * @publicApi
 */
export interface RuntimeModel {
  /** Name of the table, when `@@map` sets one. */
  readonly dbName?: string | null;
  /** The PostgreSQL schema, when `@@schema` sets one. */
  readonly schema?: string | null;
  readonly fields: readonly RuntimeField[];
}

/**
 * A field as the client describes it at run time.
 *
 * @publicApi
 */
export interface RuntimeField {
  readonly name: string;
  readonly kind: 'scalar' | 'object' | 'enum' | 'unsupported';
  /** `String`, `Int`, `BigInt`, `Boolean`, `DateTime`, `Json` or the name of an enum or a model. */
  readonly type: string;
  /** Name of the column, when `@map` sets one. */
  readonly dbName?: string | null;
  /** Name of the relation, if the field is one. */
  readonly relationName?: string | null;
}

/**
 * Reads the data model that every generated client carries.
 *
 * @returns undefined when the object is not a Prisma client
 */
export function runtimeModels(client: object): Readonly<Record<string, RuntimeModel>> | undefined {
  const { _runtimeDataModel: model } = client as {
    _runtimeDataModel?: { models?: Readonly<Record<string, RuntimeModel>> };
  };
  return model?.models;
}
