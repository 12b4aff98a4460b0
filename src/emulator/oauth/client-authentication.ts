import type { ProviderName } from '../provider.js';
import type { EmulatorRequest } from '../server/http.js';
import type { ClientRegistry, EmulatorClient } from './client-registry.js';

/** Authenticates the client of a token request. The client can use HTTP Basic or body parameters (RFC 6749 §2.3.1). */
export function authenticateClient(
  { form, headers }: EmulatorRequest,
  clients: ClientRegistry,
  provider: ProviderName,
): EmulatorClient | undefined {
  const [clientId, secret] = basicCredentials(headers.authorization) ?? [
    form.get('client_id'),
    form.get('client_secret'),
  ];
  const client = clients.find(provider, clientId ?? '');
  return client?.clientSecret === secret ? client : undefined;
}

function basicCredentials(authorization = ''): [string, string] | undefined {
  const [scheme = '', encoded = ''] = authorization.split(' ');
  if (scheme.toLowerCase() !== 'basic') {
    return undefined;
  }
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return [decodeFormValue(decoded.slice(0, colon)), decodeFormValue(decoded.slice(colon + 1))];
}

function decodeFormValue(text: string): string {
  return new URLSearchParams(`value=${text}`).get('value') ?? '';
}
