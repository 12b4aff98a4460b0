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
   * Permits services of the app to exchange the access token of a user for one of a provider, at `POST /auth/token`.
   * Default: not permitted.
   */
  readonly tokenExchange?: TokenExchangeOptions | undefined;
}
