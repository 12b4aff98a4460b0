import type { TokenExchangeOptions } from './exchange/exchange-options.js';

/**
 * Options of `ProviderTokensModule.forRoot()`.
 *
 * @publicApi
 */
export interface ProviderTokensOptions {
  /** Name of the model in the app's Prisma schema. Default: `ProviderToken`. */
  readonly model?: string;
  /**
   * Lets services of the app exchange the access token of a user for an access token of a provider, at `POST
   * /auth/token`. Default: no service can exchange tokens.
   */
  readonly tokenExchange?: TokenExchangeOptions | undefined;
}
