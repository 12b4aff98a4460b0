export {
  ConfigurationError,
  type ConfigurationIssue,
  SocialAuthError,
  UnauthenticatedError,
} from './core/errors.js';
export type { ErrorCode, ErrorDetails } from './core/errors.js';
export type { PageOptions, SocialAuthOptions } from './core/options.js';
export { checkOptions } from './core/resolve-options.js';
export type { Duration } from '../time/duration.js';
export { AuditTrail } from './audit/audit-trail.js';
export type { AuditEvent } from './audit/audit.store.js';
export { OnAuthEvent } from './events/on-auth-event.decorator.js';
export type { AuthEvent, AuthEventMap, AuthEventName } from './core/auth-events.js';
export type { OAuthClient } from './core/oauth-client.js';
export type { AccessTokenClaims, TokenSubject } from './core/options.js';
export type { Principal } from '../access-token/principal.js';
export type { RateLimit, RateLimits, RateLimitStorage } from './core/rate-limits.js';
export type { Provider, StrategyClass } from './core/provider.js';
export {
  sanitizeText,
  parseEmail,
  assertJsonObject,
  parsePictureUrl,
  InvalidProfileError,
} from './core/provider-profile.js';
export type { ProviderProfile } from './core/provider-profile.js';
export { ErrorResponder } from './http/errors/error-responder.js';
export type { ErrorResponse } from './http/errors/error-response.js';
export { CurrentPrincipal } from '../access-token/current-principal.decorator.js';
export {
  type AccessRequirements,
  OptionalAuth,
  Public,
  RecentLogin,
  Roles,
  Scopes,
} from './http/guards/access-requirements.js';
export { CurrentUser } from './http/guards/current-user.decorator.js';
export { JwtAuthGuard } from './http/guards/jwt-auth.guard.js';
export type { HttpRequest } from './http/request/http-request.js';
export { openApiOfSocialAuth, type OpenApiOptions } from './openapi/fragment.js';
export type { Answer, OpenApiFragment, Operation, Paths } from './openapi/types.js';
export { github, type GitHubOptions } from './providers/github.js';
export { google, type GoogleOptions } from './providers/google.js';
export { KeyRing } from './tokens/key-ring.js';
export { SocialAuthModule } from './social-auth.module.js';
export type { SocialAuthModuleOptions } from './social-auth.module-definition.js';
export { UserAdministration } from './flows/user-administration.js';
export { SameOriginGuard } from './http/guards/same-origin.guard.js';
export { revocationMetrics } from './revocation/revocation-metrics.js';
export { RevocationFeed } from './revocation/revocation-feed.js';
export type { Account } from './users/account.js';
export type { SocialAuthTypes, User, UserProfile } from './users/user.js';
export type { SignInAttempt, SignInHooks, UserId } from './core/sign-in-hooks.js';
export { databaseErrorKind, type DatabaseErrorKind } from './database/database-errors.js';
export { DatabaseUnavailableError } from './database/database-unavailable.error.js';
export type { ModelNames, UserFieldNames } from './database/models.js';
export type { PrismaClientLike } from './database/prisma-client.js';
export { UserService } from './users/user.service.js';
