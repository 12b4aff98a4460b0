import { Module, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { JwtModule } from '@nestjs/jwt';
import { Clock } from '../time/clock.js';
import { AuditTrail } from './audit/audit-trail.js';
import { AuditStore } from './audit/audit.store.js';
import { AuthEvents } from './core/auth-events.js';
import { Encryption } from './core/encryption.js';
import { FeatureRegistry } from './core/feature.js';
import { RESOLVED_OPTIONS } from './core/options.js';
import { FeatureDatabase } from './database/feature-database.js';
import { AuthEventEmitter } from './events/auth-event-emitter.js';
import { CheckSignIn } from './flows/check-sign-in.js';
import { CreateSession } from './flows/create-session.js';
import { DeleteAccount } from './flows/delete-account.js';
import { DeleteDueUsers } from './flows/delete-due-users.js';
import { DeleteExpired } from './flows/delete-expired.js';
import { DeleteUser } from './flows/delete-user.js';
import { ExchangeAuthorizationCode } from './flows/exchange-authorization-code.js';
import { ExportUser } from './flows/export-user.js';
import { FindOrCreateUser } from './flows/find-or-create-user.js';
import { IssueAuthorizationCode } from './flows/issue-authorization-code.js';
import { LinkAccount } from './flows/link-account.js';
import { RefreshSession } from './flows/refresh-session.js';
import { RestoreAccount } from './flows/restore-account.js';
import { RevokeSessions } from './flows/revoke-sessions.js';
import { SessionStatus } from './flows/session-status.js';
import { SignIn } from './flows/sign-in.js';
import { UnlinkAccount } from './flows/unlink-account.js';
import { WarnAboutReferences } from './flows/warn-about-references.js';
import { UserAdministration } from './flows/user-administration.js';
import { UserDataHookRegistry } from './flows/user-data-hook-registry.js';
import { UserTransfer } from './flows/user-transfer.js';
import { StartLink } from './http/accounts/start-link.js';
import { CookieSession } from './http/credentials/cookie-session.js';
import { RefreshCredentials } from './http/credentials/refresh-credentials.js';
import { SessionCookies } from './http/credentials/session-cookies.js';
import { ErrorResponder } from './http/errors/error-responder.js';
import { SocialAuthErrorFilter } from './http/errors/social-auth-error.filter.js';
import { Features } from './http/features/features.js';
import { JwtAuthGuard } from './http/guards/jwt-auth.guard.js';
import { PageAuthGuard } from './http/guards/page-auth.guard.js';
import { SameOriginGuard } from './http/guards/same-origin.guard.js';
import { CompleteLogin } from './http/login/complete-login.js';
import { FinishLogin } from './http/login/finish-login.js';
import { CrossSiteCredential } from './http/login/id-token/cross-site-credential.js';
import { IdTokenNonces } from './http/login/id-token/id-token-nonces.js';
import { SignInWithIdToken } from './http/login/id-token/sign-in-with-id-token.js';
import { InterruptedLogins } from './http/login/interrupted-logins.js';
import { LoginPageService } from './http/login/login-page.service.js';
import { LoginTransactionCodec } from './http/login/login-transaction-codec.js';
import { FormPostCallback } from './http/login/form-post-callback.js';
import { LoginTransactionCookies } from './http/login/login-transaction-cookies.js';
import { LoginTransactionStore } from './http/login/login-transaction.store.js';
import { LoginService } from './http/login/login.service.js';
import { ProviderFlows } from './http/login/provider-flows.js';
import { ProviderGrants } from './http/login/provider-grants.js';
import { ProviderRedirect } from './http/login/provider-redirect.js';
import { StartLogin } from './http/login/start-login.js';
import { ClientIp } from './http/request/client-ip.js';
import { CookieJar } from './http/request/cookie-jar.js';
import { FlashMessages } from './http/request/flash-messages.js';
import { SecurityNotices } from './http/notices/security-notices.js';
import { DeviceCookie } from './http/request/device-cookie.js';
import { LastProviderCookie } from './http/request/last-provider-cookie.js';
import { Localizer } from './http/request/localizer.js';
import { MessagePages } from './http/request/message-pages.js';
import { PageRenderer } from './http/request/page-renderer.js';
import { ResponseHeaders } from './http/request/response-headers.js';
import { ResponseSender } from './http/request/response-sender.js';
import { RoutePaths } from './http/request/route-paths.js';
import { RouteSetup } from './http/routes/route-setup.js';
import { HandshakeAuthenticator } from './http/websockets/handshake-authenticator.js';
import { WebSocketAuth } from './http/websockets/web-socket-auth.js';
import { MemoryThrottlerStorage } from './rate-limiting/memory-throttler-storage.js';
import { RevocationFeed } from './revocation/revocation-feed.js';
import { RevocationStore } from './revocation/revocation.store.js';
import { AuthorizationCodeStore } from './sessions/authorization-code.store.js';
import { DeviceLogins } from './sessions/device-logins.js';
import { SessionStore } from './sessions/session.store.js';
import { ConfigurableModuleClass, OPTION_PROVIDERS } from './social-auth.module-definition.js';
import { AccessTokenService } from './tokens/access-token.service.js';
import { KeyRing } from './tokens/key-ring.js';
import { RefreshTokenService } from './tokens/refresh-token.service.js';
import { SigningKeyStore } from './tokens/signing-key.store.js';
import { TokenPairService } from './tokens/token-pair.service.js';
import { AccountStore } from './users/account.store.js';
import { UserDeletionStore } from './users/user-deletion.store.js';
import { UserSearch } from './users/user-search.js';
import { UserService } from './users/user.service.js';
import { UserStore } from './users/user.store.js';
import { UserTransferStore } from './users/user-transfer.store.js';

/**
 * Social login: routes, pages, guards, sessions and tokens.
 *
 * Import it once, with `forRoot` or `forRootAsync`. The module is global. It adds a filter for its own errors to all
 * routes of the app.
 *
 * @throws ConfigurationError at start when an option is missing or invalid
 * @publicApi
 * @example
 * ```ts
 * @Module({
 *   imports: [
 *     SocialAuthModule.forRootAsync({
 *       inject: [ConfigService, PrismaService],
 *       useFactory: (config: ConfigService, prisma: PrismaService) => ({
 *         publicUrl: config.getOrThrow('PUBLIC_URL'),
 *         secrets: [config.getOrThrow('APP_SECRET')],
 *         providers: [google({ clientId: …, clientSecret: … })],
 *         prisma,
 *       }),
 *     }),
 *   ],
 * })
 * export class AppModule {}
 * ```
 */
@Module({
  // Not global, so that the app can configure event emitter and JWT module for itself.
  imports: [JwtModule.register({}), EventEmitterModule.forRoot({ global: false })],
  providers: [
    ...OPTION_PROVIDERS,
    Clock,
    UserService,
    UserStore,
    UserSearch,
    AccountStore,
    SessionStore,
    DeviceLogins,
    SigningKeyStore,
    KeyRing,
    AccessTokenService,
    RefreshTokenService,
    TokenPairService,
    RevocationFeed,
    RevocationStore,
    MemoryThrottlerStorage,
    { provide: AuthEvents, useClass: AuthEventEmitter },
    FeatureRegistry,
    Features,
    FeatureDatabase,
    AuditStore,
    AuditTrail,
    AuthorizationCodeStore,
    CheckSignIn,
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
    UserDeletionStore,
    UserDataHookRegistry,
    UserTransferStore,
    UserTransfer,
    DeleteUser,
    DeleteAccount,
    RestoreAccount,
    DeleteDueUsers,
    ExportUser,
    DeleteExpired,
    WarnAboutReferences,
    ClientIp,
    CookieJar,
    SessionCookies,
    CookieSession,
    RefreshCredentials,
    LoginTransactionCookies,
    FlashMessages,
    LastProviderCookie,
    DeviceCookie,
    LoginTransactionCodec,
    LoginTransactionStore,
    StartLogin,
    CompleteLogin,
    FinishLogin,
    InterruptedLogins,
    SignInWithIdToken,
    IdTokenNonces,
    CrossSiteCredential,
    LoginPageService,
    LoginService,
    ProviderRedirect,
    SameOriginGuard,
    JwtAuthGuard,
    PageAuthGuard,
    HandshakeAuthenticator,
    WebSocketAuth,
    ProviderFlows,
    ProviderGrants,
    StartLink,
    MessagePages,
    FormPostCallback,
    ResponseHeaders,
    ResponseSender,
    RoutePaths,
    RouteSetup,
    Localizer,
    PageRenderer,
    SecurityNotices,
    ErrorResponder,
    { provide: APP_FILTER, useClass: SocialAuthErrorFilter },
  ],
  exports: [
    AccessTokenService,
    AuditTrail,
    AuthEvents,
    SessionStatus,
    Clock,
    CookieSession,
    Encryption,
    ErrorResponder,
    FeatureDatabase,
    Features,
    CheckSignIn,
    FlashMessages,
    InterruptedLogins,
    JwtAuthGuard,
    KeyRing,
    LoginPageService,
    LoginService,
    MessagePages,
    PageAuthGuard,
    PageRenderer,
    ProviderGrants,
    RefreshCredentials,
    RefreshSession,
    RESOLVED_OPTIONS,
    ResponseHeaders,
    ResponseSender,
    RevocationFeed,
    RoutePaths,
    SameOriginGuard,
    SecurityNotices,
    SessionCookies,
    StartLink,
    UserAdministration,
    UserDataHookRegistry,
    UserSearch,
    UserService,
    UserTransfer,
    WebSocketAuth,
  ],
})
export class SocialAuthModule extends ConfigurableModuleClass implements NestModule {
  constructor(private readonly routeSetup: RouteSetup) {
    super();
  }

  /** Nest calls this method when the app has set its global prefix and versions, and before Nest registers the routes. */
  configure(consumer: MiddlewareConsumer): void {
    this.routeSetup.configure(consumer);
  }
}
