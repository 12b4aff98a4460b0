import { hasFlow, type PassportProvider, type Provider } from './provider.js';
import { strategyEndpoints } from './strategy-endpoints.js';

/** Returns the URLs that a login can open in the browser. */
export function authorizationUrls(provider: Provider): readonly string[] {
  return hasFlow(provider) ? provider.endpoints : [strategyEndpoints(provider).authorizationUrl];
}

/** Returns all known URLs to which a login sends requests or the browser. Ignores values that are not URLs. */
export function providerUrls(provider: Provider): string[] {
  return [...loginUrls(provider), provider.idTokens?.jwksUri].filter(isText);
}

function loginUrls(provider: Provider): readonly unknown[] {
  if (hasFlow(provider)) return [provider.endpoints].flat();
  const { authorizationUrl, tokenUrl } = strategyEndpoints(provider);
  return [authorizationUrl, tokenUrl, ...profileUrls(provider)];
}

/** Returns the origins of the profile URLs. Pictures from these origins are accepted, too. */
export function profileOrigins(provider: Provider): string[] {
  const urls = hasFlow(provider) ? provider.endpoints : profileUrls(provider);
  return urls.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin);
}

function profileUrls({ profileUrls: requests = {} }: PassportProvider): string[] {
  return Object.values(requests).map((request) =>
    typeof request === 'string' ? request : request.url,
  );
}

const isText = (value: unknown) => typeof value === 'string';
