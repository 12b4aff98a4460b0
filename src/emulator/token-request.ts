import type { EmulatorRequest } from './http.js';
import type { EmulatorClient, ClientRegistry } from './client-registry.js';
import type { ProviderName } from './provider.js';

/** The client that a token request proves to be, by body or by Basic (RFC 6749 §2.3.1). */
export function authenticatedClient(
  { form, headers }: EmulatorRequest,
  clients: ClientRegistry,
  provider: ProviderName,
): EmulatorClient | undefined {
  const basic = basicCredentials(headers.authorization);
  const [clientId, secret] = basic ?? [form.get('client_id'), form.get('client_secret')];
  const client = clients.find(provider, clientId ?? '');
  return client?.clientSecret === secret ? client : undefined;
}

/** The access token of a request: from the header in one of `schemes`, else none (RFC 6750 §2.1). */
export function bearerToken(
  { headers }: EmulatorRequest,
  schemes: readonly string[],
): string | undefined {
  const [scheme = '', token, ...rest] = (headers.authorization ?? '').split(' ');
  return schemes.includes(scheme.toLowerCase()) && rest.length === 0 ? token : undefined;
}

function basicCredentials(header = ''): [string, string] | undefined {
  const [scheme = '', encoded = ''] = header.split(' ');
  if (scheme.toLowerCase() !== 'basic') {
    return undefined;
  }
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return [formDecode(decoded.slice(0, colon)), formDecode(decoded.slice(colon + 1))];
}

function formDecode(text: string): string {
  return new URLSearchParams(`value=${text}`).get('value') ?? '';
}
