import { ConfigurableModuleBuilder, Module, type FactoryProvider } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { JwtModule } from '@nestjs/jwt';
import { AuditTrail } from './audit/audit-trail.js';
import { AuditStore } from './audit/audit.store.js';
import { AuthEventEmitter } from './events/auth-event-emitter.js';
import { Clock } from '../time/clock.js';
import { Database, type StatementPool } from './database/database.js';
import type { ModelNames, UserFieldNames } from './database/models.js';
import type { PrismaClientLike } from './database/prisma-client.js';
import { resolveSchema, SCHEMA, type Schema } from './database/schema.js';
import {
  PRISMA,
  RESOLVED_OPTIONS,
  type ResolvedOptions,
  type SocialAuthOptions,
} from './core/options.js';
import { resolveOptions } from './core/resolve-options.js';
import { RATE_LIMIT_STORAGE } from './core/rate-limits.js';
import { AuthEvents } from './core/auth-events.js';
import { FindOrCreateUser } from './flows/find-or-create-user.js';
import { SessionStatus } from './flows/session-status.js';
import { RevokeSessions } from './flows/revoke-sessions.js';
import { IssueAuthorizationCode } from './flows/issue-authorization-code.js';
import { LinkAccount } from './flows/link-account.js';
import { CreateSession } from './flows/create-session.js';
import { DeleteExpired } from './flows/delete-expired.js';
import { ExchangeAuthorizationCode } from './flows/exchange-authorization-code.js';
import { RefreshSession } from './flows/refresh-session.js';
import { SignIn } from './flows/sign-in.js';
import { UnlinkAccount } from './flows/unlink-account.js';
import { UserAdministration } from './flows/user-administration.js';
import { ListenNotifySource } from './revocation/listen-notify-source.js';
import { PollingSource } from './revocation/polling-source.js';
import { RevocationFeed } from './revocation/revocation-feed.js';
import { REVOCATION_SOURCE } from './revocation/revocation-source.js';
import { RevocationStore } from './revocation/revocation.store.js';
import { MemoryThrottlerStorage } from './rate-limiting/memory-throttler-storage.js';
import { AuthorizationCodeStore } from './sessions/authorization-code.store.js';
import { AccountsController } from './http/accounts/accounts.controller.js';
import { AccountPageController } from './http/accounts/account-page.controller.js';
import { CookieSession } from './http/credentials/cookie-session.js';
import { ClientIp } from './http/request/client-ip.js';
import { FlashMessages } from './http/request/flash-messages.js';
import { LastProviderCookie } from './http/request/last-provider-cookie.js';
import { PageRenderer } from './http/request/page-renderer.js';
import { CookieJar } from './http/request/cookie-jar.js';
import { LoginTransactionCookies } from './http/login/login-transaction-cookies.js';
import { SessionCookies } from './http/credentials/session-cookies.js';
import { ErrorResponder } from './http/errors/error-responder.js';
import { SocialAuthErrorFilter } from './http/errors/social-auth-error.filter.js';
import { JwksController } from './http/sessions/jwks.controller.js';
import { StartLogin } from './http/login/start-login.js';
import { LoginTransactionService } from './http/login/login-transaction.service.js';
import { LoginPageController } from './http/login/login-page.controller.js';
import { LoginController } from './http/login/login.controller.js';
import { LogoutController } from './http/sessions/logout.controller.js';
import { PassportStrategyAdapter } from './http/login/passport/passport-strategy-adapter.js';
import { JwtAuthGuard } from './http/guards/jwt-auth.guard.js';
import { SameOriginGuard } from './http/guards/same-origin.guard.js';
import { LoginFailureReporter } from './http/login/login-failure-reporter.js';
import { CompleteLogin } from './http/login/complete-login.js';
import { RefreshCredentials } from './http/credentials/refresh-credentials.js';
import { ResponseHeaders } from './http/request/response-headers.js';
import { SessionsController } from './http/sessions/sessions.controller.js';
import { TokenController } from './http/sessions/token.controller.js';
import { ProviderHttpClient } from './providers/provider-http-client.js';
import { SessionStore } from './sessions/session.store.js';
import { AccessTokenService } from './tokens/access-token.service.js';
import { KeyRing } from './tokens/key-ring.js';
import { RefreshTokenService } from './tokens/refresh-token.service.js';
import { SigningKeyStore } from './tokens/signing-key.store.js';
import { TokenPairService } from './tokens/token-pair.service.js';
import { AccountStore } from './users/account.store.js';
import { UserService } from './users/user.service.js';
import { UserStore } from './users/user.store.js';

/** What the module is given: its options, and the Prisma client of the app. */
export interface SocialAuthModuleOptions extends SocialAuthOptions {
  /** The app's Prisma client: of either generator, extended or not. */
  prisma: PrismaClientLike;
  /** Names of the models in the app's Prisma schema. Default: the module's own names, and `User`. */
  models?: ModelNames;
  /** Names of the fields of the app's user model. Default: the module's own names. */
  userFields?: UserFieldNames;
  /**
   * The `pg.Pool` that the adapter of the Prisma client was made with, for the statements of every login and
   * refresh; its sessions in UTC. Default: they go through Prisma as well, at twice the cost.
   */
  pool?: StatementPool;
}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<SocialAuthModuleOptions>()
    .setClassMethodName('forRoot')
    .setExtras({}, (definition) => ({ ...definition, global: true }))
    .build();

const fromOptions: FactoryProvider[] = [
  {
    provide: RESOLVED_OPTIONS,
    inject: [MODULE_OPTIONS_TOKEN],
    useFactory: resolveOptions,
  },
  {
    provide: PRISMA,
    inject: [MODULE_OPTIONS_TOKEN],
    useFactory: ({ prisma }: SocialAuthModuleOptions) => prisma,
  },
  {
    provide: SCHEMA,
    inject: [MODULE_OPTIONS_TOKEN],
    useFactory: ({ prisma, models, userFields }: SocialAuthModuleOptions) =>
      resolveSchema(prisma, models, userFields),
  },
  {
    provide: Database,
    inject: [MODULE_OPTIONS_TOKEN, RESOLVED_OPTIONS],
    useFactory: ({ prisma, pool }: SocialAuthModuleOptions, { databaseTimeout }: ResolvedOptions) =>
      new Database(prisma, pool, databaseTimeout),
  },
  {
    provide: ProviderHttpClient,
    inject: [RESOLVED_OPTIONS],
    useFactory: ({ providerTimeout }: ResolvedOptions) => new ProviderHttpClient(providerTimeout),
  },
  {
    provide: REVOCATION_SOURCE,
    inject: [RESOLVED_OPTIONS, RevocationStore, SCHEMA],
    useFactory: ({ revocations }: ResolvedOptions, store: RevocationStore, schema: Schema) =>
      revocations === undefined
        ? new PollingSource(store)
        : new ListenNotifySource(revocations.connectionString, schema),
  },
  {
    provide: RATE_LIMIT_STORAGE,
    inject: [RESOLVED_OPTIONS, MemoryThrottlerStorage],
    useFactory: ({ rateLimitStorage }: ResolvedOptions, memory: MemoryThrottlerStorage) =>
      rateLimitStorage ?? memory,
  },
];

/** Social login for a Nest app: routes, pages, guards and sessions; import it once, with `forRoot`. */
@Module({
  // Not global: what an app has of its own, and injects, stays its own.
  imports: [JwtModule.register({}), EventEmitterModule.forRoot({ global: false })],
  // The order matters on adapters that match routes in turn: `auth/logout` before `auth/:provider`.
  controllers: [
    TokenController,
    LogoutController,
    SessionsController,
    AccountsController,
    LoginController,
    LoginPageController,
    AccountPageController,
    JwksController,
  ],
  providers: [
    ...fromOptions,
    Clock,
    UserService,
    UserStore,
    AccountStore,
    SessionStore,
    SigningKeyStore,
    KeyRing,
    AccessTokenService,
    RefreshTokenService,
    TokenPairService,
    RevocationFeed,
    RevocationStore,
    MemoryThrottlerStorage,
    { provide: AuthEvents, useClass: AuthEventEmitter },
    AuditStore,
    AuditTrail,
    AuthorizationCodeStore,
    FindOrCreateUser,
    CreateSession,
    SignIn,
    IssueAuthorizationCode,
    ExchangeAuthorizationCode,
    LinkAccount,
    UnlinkAccount,
    RefreshSession,
    RevokeSessions,
    SessionStatus,
    UserAdministration,
    DeleteExpired,
    ClientIp,
    CookieJar,
    SessionCookies,
    CookieSession,
    RefreshCredentials,
    LoginTransactionCookies,
    FlashMessages,
    LastProviderCookie,
    LoginTransactionService,
    StartLogin,
    CompleteLogin,
    LoginFailureReporter,
    SameOriginGuard,
    JwtAuthGuard,
    PassportStrategyAdapter,
    ResponseHeaders,
    PageRenderer,
    ErrorResponder,
    { provide: APP_FILTER, useClass: SocialAuthErrorFilter },
  ],
  exports: [
    AccessTokenService,
    AuditTrail,
    SessionStatus,
    Clock,
    ErrorResponder,
    JwtAuthGuard,
    KeyRing,
    RESOLVED_OPTIONS,
    RevocationFeed,
    SameOriginGuard,
    SessionCookies,
    UserAdministration,
    UserService,
  ],
})
export class SocialAuthModule extends ConfigurableModuleClass {}
