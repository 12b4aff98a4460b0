import { webcrypto, type JsonWebKey, type KeyObject } from 'node:crypto';
import {
  ClientSecretBasic,
  ClientSecretPost,
  None,
  PrivateKeyJwt,
  type ClientAuth,
  type CryptoKey,
} from 'openid-client';
import { algorithmOf, readPrivateKey, type ClientCredentials } from './client-credentials.js';

/** Returns the client authentication for openid-client. */
export function clientAuthentication(credentials: ClientCredentials): ClientAuth {
  const { clientSecret, privateKey, clientAuthentication: method } = credentials;
  if (privateKey !== undefined) return privateKeyAuthentication(credentials, privateKey);
  if (clientSecret === undefined || method === 'none') return None();
  return (server, client, body, headers) => {
    const secret = typeof clientSecret === 'function' ? clientSecret() : clientSecret;
    const supported = server.token_endpoint_auth_methods_supported;
    // An issuer that does not state the methods supports `client_secret_basic` (OIDC Discovery §3).
    const isBasic =
      method === undefined
        ? supported?.includes('client_secret_basic') !== false
        : method === 'client_secret_basic';
    const authenticate = isBasic ? ClientSecretBasic(secret) : ClientSecretPost(secret);
    authenticate(server, client, body, headers);
  };
}

/** Imports the key when the first token request needs it. */
function privateKeyAuthentication({ keyId }: ClientCredentials, input: string | JsonWebKey) {
  const kid = keyId ?? (typeof input === 'string' ? undefined : (input['kid'] as string));
  let authentication: Promise<ClientAuth> | undefined;
  const create = async () => {
    const key = await importKey(readPrivateKey(input));
    return PrivateKeyJwt(kid === undefined ? key : { key, kid });
  };
  // openid-client awaits the result, which its types do not declare.
  const authenticate = async (...request: Parameters<ClientAuth>): Promise<void> => {
    authentication ??= create();
    const signAssertion = await authentication;
    // oxlint-disable-next-line typescript/await-thenable, typescript/no-confusing-void-expression
    await signAssertion(...request);
  };
  return authenticate as ClientAuth;
}

async function importKey(key: KeyObject): Promise<CryptoKey> {
  const der = key.export({ format: 'der', type: 'pkcs8' });
  const algorithm = algorithmOf(key) ?? { name: '' };
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
}
