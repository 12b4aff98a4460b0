// Module and options
export { SocialAuthModule } from './social-auth.module.js';
export type { SocialAuthModuleOptions } from './social-auth.module-definition.js';
export type {
  AccessTokenClaims,
  PageOptions,
  RouteOptions,
  SocialAuthOptions,
  TokenSubject,
} from './core/options.js';
export type { PageMessages } from './core/messages/english.js';
export type { LocaleRequest } from './core/messages/language-options.js';
export type { PluralMessage } from './core/messages/message-catalog.js';
export type { AccountMove, FeatureDataHooks, UserDataHooks } from './core/user-data-hooks.js';
export type { SignInHooks, UserId } from './core/sign-in-hooks.js';
export type { SignInAttempt, SignInPolicy, SignInRefusal } from './core/sign-in-policy.js';
export { emailDomains } from './policies/email-domains.js';
export {
  invitations,
  toInvitationEmail,
  type Invitation,
  type Invitee,
} from './policies/invitations.js';
export type { OAuthClient } from './core/oauth-client.js';
export type {
  RateLimit,
  RateLimitRecord,
  RateLimits,
  RateLimitStorage,
} from './core/rate-limits.js';
export type { RevocationNotifier, RevocationOptions } from './core/revocation-notifier.js';
export type { ModelNames, UserFieldNames } from './database/models.js';
export type { StatementPool } from './database/database.js';
export type { PrismaClientLike } from './database/prisma-client.js';
export type { Duration } from '../time/duration.js';
export type { HttpAgent } from '../net/http-client.js';
export { PrimaryClient } from '../net/primary-client.js';
export { checkOptions } from './core/resolve-options.js';
export { triggersSql, type TriggersSqlOptions } from './database/triggers-sql.js';

// Providers
export { github, type GitHubOptions } from './providers/github.js';
export { google, type GoogleOptions } from './providers/google.js';
export { oidc } from './providers/oidc/oidc.js';
export type { OidcOptions } from './providers/oidc/oidc-options.js';
export type { Claims, ClaimsMapper } from './providers/oidc/claims-profile.js';
export type {
  ClientAuthenticationMethod,
  ClientCredentials,
} from './providers/oidc/client-credentials.js';
export { apple, type AppleOptions } from './providers/presets/apple.js';
export { discord, type DiscordOptions } from './providers/presets/discord.js';
export { auth0, gitlab, keycloak, linkedin, okta, slack } from './providers/presets/issuers.js';
export { microsoft, type MicrosoftOptions } from './providers/presets/microsoft.js';
export type { PresetOptions } from './providers/presets/preset.js';
export { x, type XOptions } from './providers/presets/x.js';
export type {
  BuiltInProvider,
  ClientIdAndSecret,
  FlowProvider,
  OrganizationQuery,
  PassportProvider,
  ProfileRequest,
  Provider,
  ProviderBase,
  ProviderFactory,
  StrategyClass,
} from './core/provider.js';
export type { IdTokenSource } from './core/id-token-source.js';
export type { LoginParameters, LoginPrompt } from './core/login-parameters.js';
export type { ProviderTokenAccess } from './core/provider-token-access.js';
export type {
  Authentication,
  AuthorizationRedirect,
  FetchJson,
  LoginCallback,
  LoginSecrets,
  LoginStart,
  ProviderFetch,
  ProviderFlow,
  ProviderFlowContext,
  ProviderHttp,
  ProviderTokenSet,
  TokenRefresh,
  TokenRevocation,
} from './core/provider-flow.js';
export type { HttpClientRequest } from '../net/http-client.js';
export {
  assertJsonObject,
  InvalidProfileError,
  parseEmail,
  parsePictureUrl,
  sanitizeText,
  type ProfileClaims,
  type ProviderProfile,
} from './core/provider-profile.js';
export { createProfile } from './core/create-profile.js';

// Guards and decorators
export {
  OptionalAuth,
  Public,
  RecentLogin,
  Roles,
  Scopes,
  type AccessRequirements,
} from './http/guards/access-requirements.js';
export { JwtAuthGuard } from './http/guards/jwt-auth.guard.js';
export { PageAuthGuard } from './http/guards/page-auth.guard.js';
export { JwtRefreshGuard, type RefreshRequest } from './http/guards/jwt-refresh.guard.js';
export { isSocialAuthRoute, SocialAuthRoute } from './http/routes/social-auth-route.js';
export { SameOriginGuard } from './http/guards/same-origin.guard.js';
export { WebSocketAuth } from './http/websockets/web-socket-auth.js';
export type { WsSocket } from './http/websockets/ws.js';
export type {
  HandshakeRequest,
  WebSocketAuthOptions,
} from './http/websockets/handshake-authenticator.js';
export { CurrentPrincipal } from '../access-token/current-principal.decorator.js';
export { CurrentUser } from './http/guards/current-user.decorator.js';
export type { HttpRequest } from './http/request/http-request.js';
export type { Principal } from '../access-token/principal.js';
export type { CustomClaims, SocialAuthTypes } from '../access-token/social-auth-types.js';
export type { RefreshClaims } from './tokens/refresh-token.service.js';

// Constructor parameters of JwtAuthGuard, for subclasses with further dependencies
export { SessionStatus } from './flows/session-status.js';
export { SessionCookies } from './http/credentials/session-cookies.js';
export { AccessTokenService } from './tokens/access-token.service.js';
export { Clock } from '../time/clock.js';

// Pages of the app
export { RoutePaths, type LoginUrlParams, type ServedPaths } from './http/request/route-paths.js';
export type { RouteName, RouteUrl } from './core/route-urls.js';
export { LoginService, type LoginRequest } from './http/login/login.service.js';
export { LoginPageService } from './http/login/login-page.service.js';
export type {
  FormTarget,
  LoginPageData,
  LoginPageError,
  LoginPageNotice,
  LoginPageProvider,
} from './http/login/login-page-data.js';

// Pages of the app in the design of the module
export { PageRenderer, type PageImages } from './http/request/page-renderer.js';
export type { PageBranding, PageProvider } from './core/options.js';
export { Localization } from './core/messages/localization.js';
export { FeatureLocalizations } from './core/messages/feature-localizations.js';
export type {
  MessageCatalog,
  MessageValues,
  Translation,
} from './core/messages/message-catalog.js';
export { useLocalization } from './pages/localization-context.js';
export { describeDevice } from './http/views/user-agent.js';
export { toActivityView } from './http/views/activity-view.js';
export {
  ActivitySection,
  type ActivitySectionProps,
  type AccountPageEvent,
} from './pages/activity-section.js';
export type { ActivityEvent } from './pages/activity-labels.js';
export { Avatar } from './pages/avatar.js';
export { VerifiedBadge } from './pages/badge.js';
export { Confirmation, type ConfirmationProps } from './pages/confirmation.js';
export { DeviceIcon, type DeviceKind } from './pages/device-icon.js';
export { displayName, type Named } from './pages/display-name.js';
export { Icon } from './pages/icons.js';
export { Layout, type LayoutProps } from './pages/layout.js';
export { ProviderLogo } from './pages/logos.js';
export { Notice, type NoticeProps } from './pages/notice.js';
export { Row, Rows, Section, type RowProps, type SectionProps } from './pages/section.js';
export { TemplateText, type TemplateTextProps } from './pages/template-text.js';
export { TimeAgo } from './pages/time-ago.js';

// Users
export { UserService } from './users/user.service.js';
export { UserSearch, type UserPage } from './users/user-search.js';
export { userSearchSql } from './users/user-search-indexes.js';
export { UserAdministration, type AdministrationOptions } from './flows/user-administration.js';
export { UserDataHookRegistry } from './flows/user-data-hook-registry.js';
export { CheckSignIn } from './flows/check-sign-in.js';
export { UserTransfer } from './flows/user-transfer.js';
export type { LockedUser } from './users/user-transfer.store.js';
export type { Session } from './sessions/session.js';
export type { Account } from './users/account.js';
export type { RequiredRole, User, UserProfile } from './users/user.js';

// Events
export { OnAuthEvent } from './events/on-auth-event.decorator.js';
export type { AuthEvent, AuthEventMap, AuthEventName, EventActor } from './core/auth-events.js';
export {
  SECURITY_EVENTS,
  type SecurityEvent,
  type SecurityNoticeType,
} from './core/security-events.js';
export { SecurityNotices, type SecurityNotice } from './http/notices/security-notices.js';
export { AuditTrail } from './audit/audit-trail.js';
export type { AuditEvent } from './audit/audit.store.js';

// Optional features
export {
  type AccountPageHint,
  type AccountPageOwner,
  type AccountPageRow,
  type AccountPageSection,
  type CompletedLogin,
  type GrantRequest,
  type GrantResponse,
  type SocialAuthFeature,
} from './core/feature.js';
export { Features, FeatureControllers } from './http/features/features.js';
export { FeatureDatabase, type FeatureModel } from './database/feature-database.js';
export type { Executor, Statement, Transaction } from './database/database.js';
export type { RuntimeField, RuntimeModel, TransactionClient } from './database/prisma-client.js';
export type { Table } from './database/schema.js';
export { epochMs, milliseconds, timestamp } from './database/sql.js';
export { Encryption } from './core/encryption.js';
export type { Aead } from '../crypto/aead.js';
export { AuthEvents } from './core/auth-events.js';
export { FlashMessages, type FlashMessage } from './http/request/flash-messages.js';
export { MessagePages, type MessagePage } from './http/request/message-pages.js';
export { ResponseHeaders } from './http/request/response-headers.js';
export { acceptsHtml, isFormPost } from './http/request/http-request.js';
export { ResponseSender } from './http/request/response-sender.js';
export { ProviderGrants, type GrantResult } from './http/login/provider-grants.js';
export { StartLink, type LinkStart } from './http/accounts/start-link.js';

// Errors
export {
  ConfigurationError,
  SocialAuthError,
  UnauthenticatedError,
  type ConfigurationIssue,
  type ConsentPage,
  type ErrorCode,
  type ErrorDetails,
} from './core/errors.js';
export type { LinkRequest, LoginInterruption } from './core/login-transaction.js';
export { InterruptedLogins, type InterruptedLogin } from './http/login/interrupted-logins.js';
export type { AuthorizationRequest } from './core/oauth-client.js';
export { databaseErrorKind, type DatabaseErrorKind } from './database/database-errors.js';
export { DatabaseUnavailableError } from './database/database-unavailable.error.js';
export { ErrorResponder } from './http/errors/error-responder.js';
export { SocialAuthErrorFilter } from './http/errors/social-auth-error.filter.js';
export type { ErrorResponse } from './http/errors/error-response.js';
export type { ErrorMessageCode } from './core/messages/english-errors.js';

// Operations
export { KeyRing } from './tokens/key-ring.js';
export type { KeyRotationResult } from './tokens/key-rotation.js';
export { findSecretIndex } from './tokens/signing-key.js';
export { RevocationFeed, type RevocationStats } from './revocation/revocation-feed.js';
export { revocationMetrics } from './revocation/revocation-metrics.js';

// OpenAPI
export { ApiRoutes } from './http/openapi/api-routes.decorator.js';
export { apiSchema } from './http/openapi/api-schema.js';
export type { ApiResponse, ApiRoute } from './http/openapi/api-types.js';
export { errorResponses } from './http/openapi/error-responses.js';
export { LOGIN_REDIRECT, PAGE, REFRESHED_COOKIES } from './http/openapi/responses.js';
export { SECURITY } from './http/openapi/security.js';
