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
  /** The environment. The emulator does not start in `production`. Default: the environment variable `NODE_ENV`. */
  readonly environment?: string | undefined;
  /** Returns the current time in milliseconds since 1970. Replace it to test expiry. Default: `Date.now`. */
  readonly now?: () => number;
}
