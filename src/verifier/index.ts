export { CurrentPrincipal } from '../access-token/current-principal.decorator.js';
export type { HttpAgent } from '../net/http-client.js';
export type { Principal } from '../access-token/principal.js';
export type { CustomClaims, SocialAuthTypes } from '../access-token/social-auth-types.js';
export { AccessTokenVerifier } from './access-token-verifier.js';
export { AccessTokenGuard, type RequestWithPrincipal } from './access-token.guard.js';
export { KeysUnavailableError } from './remote-jwks.js';
export { SocialAuthVerifierModule } from './social-auth-verifier.module.js';
export { VerifierConfigurationError, type VerifierOptions } from './verifier-options.js';
