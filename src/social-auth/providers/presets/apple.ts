import { sanitizeText } from '../../core/provider-profile.js';
import type { FlowProvider } from '../../core/provider.js';
import { claimsProfile, type Claims, type ClaimsMapper } from '../oidc/claims-profile.js';
import { appleClientSecret, type AppleKey } from './apple-client-secret.js';
import { presetProvider, type OidcPreset, type PresetOptions } from './preset.js';

const ISSUER = 'https://appleid.apple.com';
const JWKS_URI = `${ISSUER}/auth/keys`;

export const APPLE: OidcPreset = {
  name: 'apple',
  label: 'Apple',
  source:
    'https://developer.apple.com/documentation/signinwithapplerestapi/authenticating-users-with-sign-in-with-apple',
  readOn: '2026-11-30',
  differences: [
    'The callback is a POST request (`response_mode=form_post`), because the scopes `name` and `email` require it.',
    'The client secret is a JWT (ES256), which the module creates from your key for each token request. It is valid for five minutes.',
    'Only the first callback contains the name, in the field `user`, which is not signed. The ID token does not contain the name. Later logins keep the stored name.',
    '`email_verified` can be the string `"true"`. The email address can be an address of the private relay (`@privaterelay.appleid.com`).',
    'The preset contains the endpoints and does not discover them, because the issuer in that document has differed from the issuer of the ID tokens.',
  ],
  quirks: {
    usesFormPost: true,
    // https://github.com/supabase/auth/pull/2055
    metadata: {
      authorization_endpoint: 'https://appleid.apple.com/auth/authorize',
      token_endpoint: 'https://appleid.apple.com/auth/token',
      jwks_uri: JWKS_URI,
      id_token_signing_alg_values_supported: ['RS256'],
    },
  },
  defaults: {
    scope: ['name', 'email'],
    toProfile: toAppleProfile,
    prompts: [],
    supportsMaxAge: false,
  },
};

/**
 * Options of `apple()`.
 *
 * @publicApi
 */
export interface AppleOptions
  extends AppleKey, Pick<PresetOptions, 'name' | 'label' | 'iconUrl' | 'authorizationParams'> {
  /** Bundle IDs of your apps, whose ID tokens `POST /auth/apple/id-token` accepts, too. Default: none. */
  readonly audiences?: readonly string[] | undefined;
}

/**
 * Login with Apple.
 *
 * Apple states the name of a user at the first login only, and the user can change the name during this login. The email
 * address may belong to Apple's private relay.
 *
 * @throws ConfigurationError when the private key is invalid
 * @see https://developer.apple.com/documentation/signinwithapplerestapi
 * @publicApi
 * @example
 * ```ts
 * providers: [apple({ clientId: 'com.example.web', teamId, keyId, privateKey })]
 * ```
 */
export function apple({
  teamId,
  keyId,
  privateKey,
  audiences = [],
  ...options
}: AppleOptions): FlowProvider {
  const { clientId, name = APPLE.name } = options;
  const provider = presetProvider(APPLE, ISSUER, {
    ...options,
    clientSecret: appleClientSecret({ clientId, teamId, keyId, privateKey }, name),
    clientAuthentication: 'client_secret_post',
  });
  return {
    ...provider,
    idTokens: {
      issuers: [ISSUER],
      jwksUri: JWKS_URI,
      audiences: [clientId, ...audiences],
      toProfile: (claims) => claimsProfile({ ...claims, iss: ISSUER }, toAppleProfile),
    },
  };
}

function toAppleProfile(claims: Claims, params: URLSearchParams): ReturnType<ClaimsMapper> {
  const name = readName(params.get('user'));
  return {
    name,
    isNameWithheld: name === null,
    emailVerified: claims['email_verified'] === true || claims['email_verified'] === 'true',
  };
}

/**
 * Reads the name from the unsigned field `user`. Its email address is not used, because the ID token has the verified
 * address.
 */
function readName(user: string | null): string | null {
  try {
    const { name } = JSON.parse(user ?? '{}') as { name?: Record<string, unknown> };
    const parts = [sanitizeText(name?.['firstName']), sanitizeText(name?.['lastName'])];
    return sanitizeText(parts.filter((part) => part !== null).join(' '));
  } catch {
    return null;
  }
}
