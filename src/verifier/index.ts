export type { Principal } from '../access-token/principal.js';
export { AccessTokenVerifier, KeysUnavailableError } from './access-token-verifier.js';
export { CurrentPrincipal } from '../access-token/current-principal.decorator.js';
export { AccessTokenGuard, type VerifiedRequest } from './access-token.guard.js';
export { SocialAuthVerifierModule } from './social-auth-verifier.module.js';
export { VerifierConfigurationError, type VerifierOptions } from './verifier-options.js';
