import { ConfigurableModuleBuilder, type FactoryProvider } from '@nestjs/common';
import { Encryption } from './core/encryption.js';
import {
  PRISMA,
  RESOLVED_OPTIONS,
  type ResolvedOptions,
  type SocialAuthOptions,
} from './core/options.js';
import { ConfigurationError } from './core/errors.js';
import { RATE_LIMIT_STORAGE } from './core/rate-limits.js';
import { resolveOptions } from './core/resolve-options.js';
import { Database, type StatementPool } from './database/database.js';
import type { ModelNames, UserFieldNames } from './database/models.js';
import type { PrismaClientLike } from './database/prisma-client.js';
import { resolveSchema } from './database/resolve-schema.js';
import { SCHEMA, type Schema } from './database/schema.js';
import { verifyDatabase } from './database/verify-database.js';
import { createControllers } from './http/features/create-controllers.js';
import { MODULE_CONTROLLERS } from './http/routes/module-controller.js';
import { setDocumentedOptions } from './http/openapi/option-parameters.js';
import { ProviderHttpClient } from './providers/provider-http-client.js';
import { MemoryThrottlerStorage } from './rate-limiting/memory-throttler-storage.js';
import { SharedThrottlerStorage } from './rate-limiting/shared-throttler-storage.js';
import { ListenNotifySource } from './revocation/listen-notify-source.js';
import { PollingSource } from './revocation/polling-source.js';
import { REVOCATION_SOURCE } from './revocation/revocation-source.js';
import { RevocationStore } from './revocation/revocation.store.js';
import { CONTROLLERS } from './social-auth.controllers.js';

/**
 * Options of `SocialAuthModule.forRoot()`: {@link SocialAuthOptions}, and the Prisma client of the app.
 *
 * @publicApi
 */
export interface SocialAuthModuleOptions extends SocialAuthOptions {
  /** The app's Prisma client, with or without extensions, of the generator `prisma-client` or `prisma-client-js`. */
  prisma: PrismaClientLike;
  /** Names of the models in the app's Prisma schema. Default: `User`, and the names that the module documents. */
  models?: ModelNames;
  /** Names of the fields of the app's user model. Default: the names that the module documents. */
  userFields?: UserFieldNames;
  /**
   * The `pg.Pool` of the Prisma client's adapter, for the prepared statements of logins and refreshes. The database
   * sessions of the pool must use UTC. Default: none; the statements are executed through Prisma, which takes about twice
   * as long.
   */
  pool?: StatementPool;
  /**
   * Whether the statements through `pool` are prepared, so that PostgreSQL parses each of them once per connection. Set
   * it to `false` behind a connection pooler in transaction mode that does not support prepared statements, such as
   * PgBouncer before version 1.21. Default: `true`.
   */
  preparedStatements?: boolean;
  /**
   * Whether the app starts although its database lacks triggers of the module, for a distributed database that does not
   * support triggers. The module then records only the changes of sessions, roles and users that it makes itself. After a
   * change by Prisma or SQL, access tokens stay valid until they expire. Default: `false`.
   */
  dangerouslyAllowMissingTriggers?: boolean;
}

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<SocialAuthModuleOptions>()
    .setClassMethodName('forRoot')
    .setExtras({}, (definition) => {
      const controllers = createControllers(CONTROLLERS);
      return {
        ...definition,
        global: true,
        controllers: controllers.map(({ controller }) => controller),
        providers: [
          ...(definition.providers ?? []),
          { provide: MODULE_CONTROLLERS, useValue: controllers },
        ],
      };
    })
    .build();

/** Minimum time limit of the verification of the database at start, in milliseconds. */
const MIN_START_TIMEOUT_MS = 10_000;

/** Without a grace period, a field `deleteAfter` of the app has another meaning unless the option names it. */
function deletionFields(hasGracePeriod: boolean, userFields: UserFieldNames = {}): UserFieldNames {
  return hasGracePeriod ? userFields : { deleteAfter: false, ...userFields };
}

/** @throws ConfigurationError when the user model has no field `deleteAfter` */
function requireDeleteAfter({ user: { fields, names } }: Schema): void {
  if (fields.deleteAfter !== undefined) return;
  const problem = `requires a field deleteAfter, which the model ${names.model} does not have`;
  const fix =
    'Add these lines to it and create a migration: deleteAfter DateTime? @db.Timestamptz(3) and @@index([deleteAfter])';
  throw new ConfigurationError([{ option: 'deletionGracePeriod', problem, fix }]);
}

/** The providers that are created from the options. */
export const OPTION_PROVIDERS: readonly FactoryProvider[] = [
  {
    provide: RESOLVED_OPTIONS,
    inject: [MODULE_OPTIONS_TOKEN],
    useFactory: (options: SocialAuthModuleOptions) => {
      const resolved = resolveOptions(options);
      setDocumentedOptions(resolved);
      return resolved;
    },
  },
  {
    provide: Encryption,
    inject: [RESOLVED_OPTIONS],
    useFactory: ({ secrets }: ResolvedOptions) => new Encryption(secrets),
  },
  {
    provide: PRISMA,
    inject: [MODULE_OPTIONS_TOKEN],
    useFactory: ({ prisma }: SocialAuthModuleOptions) => prisma,
  },
  {
    provide: SCHEMA,
    inject: [MODULE_OPTIONS_TOKEN, RESOLVED_OPTIONS],
    // Every store depends on the schema, so that none is created before the database is verified.
    useFactory: async (
      options: SocialAuthModuleOptions,
      { databaseTimeout, deletionGracePeriod }: ResolvedOptions,
    ): Promise<Schema> => {
      const { prisma, pool, preparedStatements, models, userFields } = options;
      const hasGracePeriod = deletionGracePeriod !== undefined;
      const schema = resolveSchema(prisma, models, deletionFields(hasGracePeriod, userFields));
      if (hasGracePeriod) requireDeleteAfter(schema);
      // The first statement of a process waits for the connection and for Prisma to load.
      const timeout = Math.max(databaseTimeout, MIN_START_TIMEOUT_MS);
      const database = new Database(prisma, pool, timeout, preparedStatements);
      return verifyDatabase(database, schema, options.dangerouslyAllowMissingTriggers);
    },
  },
  {
    provide: Database,
    inject: [MODULE_OPTIONS_TOKEN, RESOLVED_OPTIONS],
    useFactory: (
      { prisma, pool, preparedStatements }: SocialAuthModuleOptions,
      { databaseTimeout }: ResolvedOptions,
    ) => new Database(prisma, pool, databaseTimeout, preparedStatements),
  },
  {
    provide: ProviderHttpClient,
    inject: [RESOLVED_OPTIONS],
    useFactory: ({ providerTimeout, httpAgent }: ResolvedOptions) =>
      new ProviderHttpClient(providerTimeout, httpAgent),
  },
  {
    provide: REVOCATION_SOURCE,
    inject: [RESOLVED_OPTIONS, RevocationStore, SCHEMA],
    useFactory: ({ revocations }: ResolvedOptions, store: RevocationStore, schema: Schema) =>
      revocations !== undefined && 'connectionString' in revocations
        ? new ListenNotifySource(revocations.connectionString, schema)
        : new PollingSource(store, revocations?.notifier),
  },
  {
    provide: RATE_LIMIT_STORAGE,
    inject: [RESOLVED_OPTIONS, MemoryThrottlerStorage],
    useFactory: ({ rateLimitStorage }: ResolvedOptions, memory: MemoryThrottlerStorage) =>
      rateLimitStorage === undefined
        ? memory
        : new SharedThrottlerStorage(rateLimitStorage, memory),
  },
];
