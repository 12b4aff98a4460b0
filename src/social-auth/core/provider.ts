import type { ProviderProfile } from './provider-profile.js';

/** What a Passport OAuth 2 strategy is given; the strategy's own options go through `strategyOptions`. */
export interface StrategyOptions {
  clientID: string;
  clientSecret: string;
  authorizationURL: string;
  tokenURL: string;
  callbackURL: string;
  scope: string[];
  pkce: 'S256';
  store: object;
  [option: string]: unknown;
}

/**
 * A Passport OAuth 2 strategy class, such as those of passport-google-oauth20 and passport-github2.
 *
 * Their constructors agree in nothing but that they make a strategy.
 */
export type StrategyClass = abstract new (...args: never[]) => {
  authenticate(request: never, options?: never): void;
};

/** A remote authorization server (RFC 6749 §1.1) as data plus one function. */
export interface Provider {
  /** The segment in routes and the key in the account table: lower case letters, digits and dashes. */
  readonly name: string;
  /** What people read on the button, e.g. `Google`. */
  readonly label: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: readonly string[];
  /** The Passport strategy that speaks to it. */
  readonly strategy: StrategyClass;
  /** What this strategy wants beside client, callback, scope and PKCE, e.g. its own switches. */
  readonly strategyOptions: Readonly<Record<string, unknown>>;
  /** Where a browser is sent to log in; its origin is allowed in the form policy of the login page. */
  readonly authorizationUrl: string;
  /** Where the code is exchanged (RFC 6749 §3.2). */
  readonly tokenUrl: string;
  /** The `iss` its callback carries (RFC 9207); absent when it sends none. */
  readonly issuer?: string;
  /** What is asked with the access token once a login is granted, by name. */
  readonly profileUrls: Readonly<Record<string, string>>;
  /**
   * Turns the answers of `profileUrls` into a profile.
   *
   * @param answers parsed JSON by the same names; nothing in it is trusted yet
   * @throws ProfileError when there is no usable subject
   */
  toProfile(answers: Readonly<Record<string, unknown>>): ProviderProfile;
}
