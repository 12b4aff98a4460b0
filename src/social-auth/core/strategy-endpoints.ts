import type { PassportProvider } from './provider.js';

/** The options that a Passport OAuth 2 strategy is constructed with. `strategyOptions` of the provider are added to them. */
export interface StrategyOptions {
  clientID: string;
  clientSecret: string;
  authorizationURL?: string;
  tokenURL?: string;
  callbackURL: string;
  scope: string[];
  pkce: 'S256' | false;
  store: object;
  [option: string]: unknown;
}

/** The OAuth client of a strategy that extends the strategy of passport-oauth2. */
interface StrategyInstance {
  readonly _oauth2?: { readonly _authorizeUrl: string; _getAccessTokenUrl(): string };
}

/** The endpoints of a provider. */
export interface Endpoints {
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
}

/**
 * Returns the options of a provider's strategy.
 *
 * @param store the state store
 */
export function strategyOptions(
  provider: PassportProvider,
  callbackURL: string,
  store: object,
): StrategyOptions {
  const { authorizationUrl, tokenUrl } = provider;
  return {
    ...provider.strategyOptions,
    ...(authorizationUrl !== undefined && { authorizationURL: authorizationUrl }),
    ...(tokenUrl !== undefined && { tokenURL: tokenUrl }),
    clientID: provider.clientId,
    clientSecret: provider.clientSecret,
    callbackURL,
    scope: [...provider.scope],
    pkce: provider.dangerouslyDisablePkce === true ? false : 'S256',
    store,
  };
}

/**
 * Returns the endpoints that a provider states, or the endpoints of its strategy if it states none.
 *
 * @throws an error of the strategy, when an option is missing
 */
export function strategyEndpoints(provider: PassportProvider): Endpoints {
  const { authorizationUrl, tokenUrl, strategy } = provider;
  if (authorizationUrl !== undefined && tokenUrl !== undefined) {
    return { authorizationUrl, tokenUrl };
  }
  const Strategy = strategy as unknown as new (...args: unknown[]) => StrategyInstance;
  const options = strategyOptions(provider, 'https://localhost/', {});
  const { _oauth2: client } = new Strategy(options, () => undefined);
  return {
    // oxlint-disable-next-line no-underscore-dangle -- passport-oauth2 has no other accessor
    authorizationUrl: authorizationUrl ?? client?._authorizeUrl ?? '',
    // oxlint-disable-next-line no-underscore-dangle
    tokenUrl: tokenUrl ?? client?._getAccessTokenUrl() ?? '',
  };
}
