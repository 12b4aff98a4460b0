export { ProviderTokensModule } from './provider-tokens.module.js';
export type { TokenExchangeClient, TokenExchangeOptions } from './exchange/exchange-options.js';
export type { ProviderTokensOptions } from './provider-tokens-options.js';
export { ProviderToken } from './provider-token.decorator.js';
export {
  ProviderTokens,
  type ProviderAccessToken,
  type ProviderTokenOptions,
} from './provider-tokens.js';
