import type { EmulatorClient } from './oauth/client-registry.js';
import type { PersonaOptions } from './personas/persona.js';

/** Options of `ProviderEmulator.start()`. All options have defaults. */
export interface ProviderEmulatorOptions {
  /** The port on 127.0.0.1. Default: 0, which selects a free port. */
  readonly port?: number;
  /** The registered clients. Default, for each provider without a client: a client with a random secret. */
  readonly clients?: readonly EmulatorClient[];
  /** The personas. Default: a set of personas that covers verified, unverified and missing profile fields. */
  readonly personas?: readonly PersonaOptions[];
  /**
   * Approves each authorization request without a page, as the query parameter `auto_approve=true` does for one
   * request. Uses the persona of the login hint, or else the first persona. Default: false.
   */
  readonly autoApprove?: boolean;
  /**
   * Signs in a browser again without a page, as the providers do: as the persona of its last login, if that persona has
   * granted the requested scopes before, and the request has no `prompt`. Default: false, which shows all personas.
   */
  readonly rememberAccount?: boolean;
  /**
   * The issuer of the emulated Google: that of the real Google, or the origin of the emulator, for clients that find the
   * endpoints by discovery (OpenID Connect Discovery §4.3). Default: `google`.
   */
  readonly issuer?: 'google' | 'origin';
  /** The lifetime of access tokens in milliseconds. Default: as at the provider, an hour at Google. */
  readonly accessTokenLifetimeMs?: number;
  /** The lifetime of refresh tokens in milliseconds. Default: as at the provider, unlimited at Google. */
  readonly refreshTokenLifetimeMs?: number;
  /** The environment. The emulator does not start in `production`. Default: the environment variable `NODE_ENV`. */
  readonly environment?: string | undefined;
  /** Returns the current time in milliseconds since 1970. Replace it to test expiry. Default: `Date.now`. */
  readonly now?: () => number;
}
