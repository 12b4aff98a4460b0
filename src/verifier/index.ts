export type { Principal } from '../social-auth/core/principal.js';
export { AccessTokenVerifier, KeysUnavailableError } from './access-token-verifier.js';
export { CurrentPrincipal } from './current-principal.decorator.js';
export { JwtAuthGuard, type VerifiedRequest } from './jwt-auth.guard.js';
export { SocialAuthVerifierModule } from './social-auth-verifier.module.js';
export { VerifierConfigurationError, type VerifierOptions } from './verifier-options.js';
