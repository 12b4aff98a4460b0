import type { ServerMetadata } from 'openid-client';
import type { LoginPrompt } from '../../core/login-parameters.js';
import type { ClientCredentials } from './client-credentials.js';
import type { ClaimsMapper } from './claims-profile.js';

/**
 * Options of `oidc()`.
 *
 * @publicApi
 */
export interface OidcOptions extends ClientCredentials {
  /**
   * Name in routes and in the account table: 1 to 32 lower-case letters, digits and hyphens, starting with a letter.
   * Renaming a provider separates users from their accounts.
   */
  readonly name: string;
  /** Name on buttons and pages, for example `Example`. */
  readonly label: string;
  /** Address of a square icon for the pages. Default: a monogram. */
  readonly iconUrl?: string | undefined;
  /**
   * The issuer, whose metadata are at `<issuer>/.well-known/openid-configuration`: an https URL, or plain http in
   * development.
   */
  readonly issuer: string;
  readonly clientId: string;
  /** The requested scopes. `openid` is always requested. Default: `openid`, `email` and `profile`. */
  readonly scope?: readonly string[] | undefined;
  /** Further parameters of the authorization request, such as `{ access_type: 'offline' }`. */
  readonly authorizationParams?: Readonly<Record<string, string>> | undefined;
  /** Whether the tokens of logins are kept, to call APIs of the issuer. Default: `false`. */
  readonly tokens?: boolean | undefined;
  /**
   * The values of `prompt` that the issuer supports. Default: `login` and `consent`, because `select_account` is optional
   * (OIDC Core §15.1).
   */
  readonly prompts?: readonly LoginPrompt[] | undefined;
  /** Whether the issuer supports `max_age`, and returns `auth_time` for it (OIDC Core §15.1). Default: `true`. */
  readonly supportsMaxAge?: boolean | undefined;
  /**
   * Whether a login requests the userinfo endpoint, whose claims override the claims of the ID token. Default: `true` if
   * the issuer has one.
   */
  readonly userinfo?: boolean | undefined;
  /** Maps claims that are not standard. Default: none. */
  readonly toProfile?: ClaimsMapper | undefined;
}

/** How an issuer differs from OpenID Connect. Presets declare it. */
export interface IssuerQuirks {
  /** The metadata of an issuer whose discovery document is unusable. */
  readonly metadata?: Omit<ServerMetadata, 'issuer'>;
  /** The token endpoint rejects the PKCE verifier. */
  readonly hasNoPkce?: true;
  /** The ID token contains no `nonce`. */
  readonly hasNoNonce?: true;
  /** The issuer sends the callback as a POST request (OAuth 2.0 Form Post Response Mode). */
  readonly usesFormPost?: true;
}

/** The completed options. */
export interface ResolvedOidcOptions extends OidcOptions {
  readonly scope: readonly string[];
  readonly quirks: IssuerQuirks;
}
