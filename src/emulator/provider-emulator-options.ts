import type { EmulatorClient } from './oauth/client-registry.js';
import type { PersonaOptions } from './personas/persona.js';

/** Options of `ProviderEmulator.start()`. All options have defaults. */
export interface ProviderEmulatorOptions {
  /** The port on 127.0.0.1. Default: 0, which selects a free port. */
  readonly port?: number;
  /** The registered clients. Each provider without a client gets a client with a random secret. Default: none. */
  readonly clients?: readonly EmulatorClient[];
  /** The personas. Default: a set of personas that covers verified, unverified and missing profile fields. */
  readonly personas?: readonly PersonaOptions[];
  /**
   * Approves each authorization request without a page, as the query parameter `auto_approve=true` does for one
   * request. The persona of the login hint approves, or the first persona if there is no hint. Default: false.
   */
  readonly autoApprove?: boolean;
  /**
   * Signs in a browser again without a page, as the providers do. Uses the persona of the last login in this browser.
   * Requires that this persona has granted the requested scopes before, and that the request has no `prompt`. Default:
   * false, so that each login shows all personas.
   */
  readonly rememberAccount?: boolean;
  /**
   * The issuer of the emulated Google. `google` is the issuer of the real Google. `origin` is the origin of the
   * emulator, for clients that find the endpoints by discovery (OpenID Connect Discovery §4.3). Default: `google`.
   */
  readonly issuer?: 'google' | 'origin';
  /**
   * The lifetime of access tokens in milliseconds. Default: the lifetime at the real provider, which is one hour at
   * Google.
   */
  readonly accessTokenLifetimeMs?: number;
  /**
   * The lifetime of refresh tokens in milliseconds. Default: the lifetime at the real provider, which is unlimited at
   * Google.
   */
  readonly refreshTokenLifetimeMs?: number;
  /** The environment. The emulator does not start in `production`. Default: the environment variable `NODE_ENV`. */
  readonly environment?: string | undefined;
  /** Returns the current time in milliseconds since 1970. Replace it to test expiry. Default: `Date.now`. */
  readonly now?: () => number;
}
