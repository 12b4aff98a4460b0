import { Strategy } from 'passport-google-oauth20';
import type { BuiltInProvider } from '../core/provider.js';
import {
  assertJsonObject,
  InvalidProfileError,
  parseEmail,
  parsePictureUrl,
  sanitizeText,
  type ProviderProfile,
} from '../core/provider-profile.js';
import { readHostedDomain, requireHostedDomain } from './google-hosted-domain.js';
import { googleTokenAccess } from './google-token-access.js';

/**
 * Options of `google()`. Set the URLs for a proxy or for the provider emulator.
 *
 * @publicApi
 */
export interface GoogleOptions {
  /** Client ID of the OAuth client, of type "Web application". */
  clientId: string;
  /** Client secret of the OAuth client. */
  clientSecret: string;
  /** Default: `https://accounts.google.com/o/oauth2/v2/auth`. */
  authorizationUrl?: string | undefined;
  /** Default: `https://oauth2.googleapis.com/token`. */
  tokenUrl?: string | undefined;
  /** Default: `https://www.googleapis.com/oauth2/v3/userinfo`. */
  userinfoUrl?: string | undefined;
  /** The `iss` parameter of callbacks (RFC 9207). Default: `https://accounts.google.com` and `accounts.google.com`. */
  issuer?: string | undefined;
  /**
   * Client IDs of your other apps in the same project, such as those for Android and iOS, whose ID tokens
   * `POST /auth/google/id-token` accepts, too. Default: none.
   */
  audiences?: readonly string[] | undefined;
  /** Address of the keys of ID tokens. Default: `https://www.googleapis.com/oauth2/v3/certs`. */
  jwksUrl?: string | undefined;
  /** Scopes in addition to the scopes of a login. Default: none. */
  additionalScopes?: readonly string[] | undefined;
  /** Further parameters of every authorization request, such as `{ access_type: 'offline' }`. Default: none. */
  authorizationParams?: Readonly<Record<string, string>> | undefined;
  /**
   * The domain of the Google Workspace organization whose accounts may sign in, or several. Google states it in the claim
   * `hd`. A personal account with an email address of the domain is refused. Default: every account may sign in.
   */
  hostedDomain?: string | readonly string[];
  /** Default: `https://oauth2.googleapis.com/revoke`. */
  revocationUrl?: string | undefined;
  /** Whether the tokens of logins are kept, to call Google's APIs. Default: `false`. */
  tokens?: boolean | undefined;
}

/**
 * Login with Google: OAuth 2.0 with the scopes `openid`, `email` and `profile`, and the userinfo endpoint of OpenID
 * Connect.
 *
 * @throws ConfigurationError when `hostedDomain` is invalid
 * @see https://developers.google.com/identity/openid-connect/openid-connect
 * @publicApi
 * @example
 * ```ts
 * providers: [google({ clientId: env.GOOGLE_CLIENT_ID, clientSecret: env.GOOGLE_CLIENT_SECRET })]
 * ```
 */
export function google(options: GoogleOptions): BuiltInProvider {
  const userinfoUrl = options.userinfoUrl ?? 'https://www.googleapis.com/oauth2/v3/userinfo';
  // Google documents both forms: https://developers.google.com/identity/openid-connect/reference
  const issuers =
    options.issuer === undefined
      ? ['https://accounts.google.com', 'accounts.google.com']
      : [options.issuer];
  return {
    name: 'google',
    label: 'Google',
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    scope: ['openid', 'email', 'profile', ...(options.additionalScopes ?? [])],
    authorizationParams: options.authorizationParams,
    prompts: ['consent', 'select_account'],
    strategy: Strategy,
    authorizationUrl: options.authorizationUrl ?? 'https://accounts.google.com/o/oauth2/v2/auth',
    // An undefined domain, for example of a missing variable, must not permit all accounts.
    ...('hostedDomain' in options && requireHostedDomain(options)),
    tokenUrl: options.tokenUrl ?? 'https://oauth2.googleapis.com/token',
    issuer: issuers,
    tokens: options.tokens ?? false,
    tokenAccess: googleTokenAccess(options.revocationUrl ?? 'https://oauth2.googleapis.com/revoke'),
    profileUrls: { userinfo: userinfoUrl },
    toProfile: ({ userinfo }) => toProfile(userinfo, userinfoUrl),
    idTokens: {
      issuers,
      jwksUri: options.jwksUrl ?? 'https://www.googleapis.com/oauth2/v3/certs',
      audiences: [options.clientId, ...(options.audiences ?? [])],
      toProfile: (claims) => toProfile(claims, userinfoUrl),
    },
  };
}

/** Maps the claims of the userinfo response, or of an ID token. Both have the same `sub`. */
function toProfile(response: unknown, userinfoUrl: string): ProviderProfile {
  const claims = assertJsonObject(response);
  const { sub } = claims;
  if (typeof sub !== 'string' || sub === '' || sub.length > 255) {
    throw new InvalidProfileError('Google returned no valid sub');
  }
  const email = parseEmail(claims['email']);
  return {
    provider: 'google',
    subject: sub,
    username: null,
    name: sanitizeText(claims['name']),
    email,
    emailVerified: email !== null && claims['email_verified'] === true,
    picture: parsePictureUrl(claims['picture'], new URL(userinfoUrl).origin),
    ...readHostedDomain(claims['hd']),
  };
}
