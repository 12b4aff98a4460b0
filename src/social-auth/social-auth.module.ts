import { ConfigurableModuleBuilder, Module, type FactoryProvider } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { JwtModule } from '@nestjs/jwt';
import type { PrismaClient } from '../generated/prisma/client.js';
import { AuditTrail } from './audit/audit-trail.js';
import { AuditStore } from './audit/audit.store.js';
import { AuthEventEmitter } from './audit/auth-event-emitter.js';
import { Clock } from './core/clock.js';
import { HotStatements, type StatementPool } from './core/hot-statements.js';
import {
  PRISMA,
  RESOLVED_OPTIONS,
  resolveOptions,
  type ResolvedOptions,
  type SocialAuthOptions,
} from './core/options.js';
import { RATE_LIMIT_STORAGE } from './core/rate-limits.js';
import { AuthEvents } from './core/auth-events.js';
import { AdmitUser } from './flows/admit-user.js';
import { CheckSession } from './flows/check-session.js';
import { EndSessions } from './flows/end-sessions.js';
import { GrantLoginCode } from './flows/grant-login-code.js';
import { LinkAccount } from './flows/link-account.js';
import { OpenSession } from './flows/open-session.js';
import { PruneExpired } from './flows/prune-expired.js';
import { RedeemLoginCode } from './flows/redeem-login-code.js';
import { RefreshSession } from './flows/refresh-session.js';
import { RenewAccess } from './flows/renew-access.js';
import { SignIn } from './flows/sign-in.js';
import { UnlinkAccount } from './flows/unlink-account.js';
import { UserAdministration } from './flows/user-administration.js';
import { ListenNotifySource } from './revocation/listen-notify-source.js';
import { PollingSource } from './revocation/polling-source.js';
import { RevocationFeed } from './revocation/revocation-feed.js';
import { REVOCATION_SOURCE } from './revocation/revocation-source.js';
import { RevocationStore } from './revocation/revocation.store.js';
import { RateLimitStore } from './limits/rate-limit.store.js';
import { SharedRateLimits } from './limits/shared-rate-limits.js';
import { LoginCodeStore } from './sessions/login-code.store.js';
import { AccountsController } from './http/accounts.controller.js';
import { AccountPageController } from './http/account-page.controller.js';
import { BrowserSession } from './http/browser-session.js';
import { ClientAddress } from './http/client-address.js';
import { BrowserMemory } from './http/cookies/browser-memory.js';
import { CookieJar } from './http/cookies/cookie-jar.js';
import { LoginCookies } from './http/cookies/login-cookies.js';
import { SessionCookies } from './http/cookies/session-cookies.js';
import { ErrorResponder } from './http/errors/error-responder.js';
import { SocialAuthErrorFilter } from './http/errors/social-auth-error.filter.js';
import { JwksController } from './http/jwks.controller.js';
import { LoginBeginning } from './http/login-beginning.js';
import { LoginAttempts } from './http/login-attempts.js';
import { LoginPageController } from './http/login-page.controller.js';
import { LoginController } from './http/login.controller.js';
import { LogoutController } from './http/logout.controller.js';
import { ProviderLogin } from './http/passport/provider-login.js';
import { JwtAuthGuard } from './http/guards/jwt-auth.guard.js';
import { SameOriginGuard } from './http/guards/same-origin.guard.js';
import { FailedLogins } from './http/failed-logins.js';
import { LoginEnding } from './http/login-ending.js';
import { RefreshCredentials } from './http/refresh-credential.js';
import { ResponseHeaders } from './http/response-headers.js';
import { SessionsController } from './http/sessions.controller.js';
import { TokenController } from './http/token.controller.js';
import { ProviderHttp } from './providers/provider-http.js';
import { SessionStore } from './sessions/session.store.js';
import { AccessTokenService } from './tokens/access-token.service.js';
import { KeyRing } from './tokens/key-ring.js';
import { RefreshTokenService } from './tokens/refresh-token.service.js';
import { SigningKeyStore } from './tokens/signing-key.store.js';
import { TokenPairService } from './tokens/token-pair.service.js';
import { AccountStore } from './users/account.store.js';
import { UserService } from './users/user.service.js';

/** What the module is given: its options, and the Prisma client of the app. */
export interface SocialAuthModuleOptions extends SocialAuthOptions {
  prisma: PrismaClient;
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
    provide: HotStatements,
    inject: [MODULE_OPTIONS_TOKEN],
    useFactory: ({ prisma, pool }: SocialAuthModuleOptions) => new HotStatements(prisma, pool),
  },
  {
    provide: ProviderHttp,
    inject: [RESOLVED_OPTIONS],
    useFactory: ({ providerTimeoutMs }: ResolvedOptions) => new ProviderHttp(providerTimeoutMs),
  },
  {
    provide: REVOCATION_SOURCE,
    inject: [RESOLVED_OPTIONS, RevocationStore],
    useFactory: ({ revocations }: ResolvedOptions, store: RevocationStore) =>
      revocations === undefined
        ? new PollingSource(store)
        : new ListenNotifySource(revocations.connectionString),
  },
  {
    provide: RATE_LIMIT_STORAGE,
    inject: [RESOLVED_OPTIONS, SharedRateLimits],
    useFactory: ({ rateLimitStorage }: ResolvedOptions, shared: SharedRateLimits) =>
      rateLimitStorage ?? shared,
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
    AccountStore,
    SessionStore,
    SigningKeyStore,
    KeyRing,
    AccessTokenService,
    RefreshTokenService,
    TokenPairService,
    RevocationFeed,
    RevocationStore,
    RateLimitStore,
    SharedRateLimits,
    { provide: AuthEvents, useClass: AuthEventEmitter },
    AuditStore,
    AuditTrail,
    LoginCodeStore,
    AdmitUser,
    OpenSession,
    SignIn,
    GrantLoginCode,
    RedeemLoginCode,
    LinkAccount,
    UnlinkAccount,
    RefreshSession,
    RenewAccess,
    EndSessions,
    CheckSession,
    UserAdministration,
    PruneExpired,
    ClientAddress,
    CookieJar,
    SessionCookies,
    BrowserSession,
    RefreshCredentials,
    LoginCookies,
    BrowserMemory,
    LoginAttempts,
    LoginBeginning,
    LoginEnding,
    FailedLogins,
    SameOriginGuard,
    JwtAuthGuard,
    ProviderLogin,
    ResponseHeaders,
    ErrorResponder,
    { provide: APP_FILTER, useClass: SocialAuthErrorFilter },
  ],
  exports: [
    AccessTokenService,
    AuditTrail,
    CheckSession,
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
