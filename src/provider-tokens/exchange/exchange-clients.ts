import { createHash, timingSafeEqual } from 'node:crypto';
import type { GrantRequest } from '../../social-auth/index.js';
import { ExchangeError } from './exchange-error.js';
import type { TokenExchangeClient } from './exchange-options.js';

/** The unverified credentials of a request. */
interface Credentials {
  readonly clientId: string;
  readonly secret: string;
}

type Registered = Omit<TokenExchangeClient, 'clientSecret'> & { readonly secretHash: Buffer };

/** An authenticated client. */
export type ExchangeClient = Omit<TokenExchangeClient, 'clientSecret'>;

/** The clients that may exchange tokens. Stores only digests of their secrets. */
export class ExchangeClients {
  readonly #clients: ReadonlyMap<string, Registered>;

  constructor(clients: readonly TokenExchangeClient[]) {
    this.#clients = new Map(
      clients.map(({ clientId, clientSecret, providers }) => [
        clientId,
        { clientId, providers, secretHash: digest(clientSecret) },
      ]),
    );
  }

  /** Whether no client is registered. */
  get isEmpty(): boolean {
    return this.#clients.size === 0;
  }

  /**
   * Authenticates the client of a request with HTTP Basic, or with `client_id` and `client_secret` (RFC 6749 §2.3.1).
   * The time does not depend on the secret.
   *
   * @throws ExchangeError `invalid_client`, `invalid_request` when the request uses both methods, or
   *   `unauthorized_client` for a client of the option `clients`, because such a client has no secret
   */
  authenticate({ params, authorization, isPublicClient }: GrantRequest): ExchangeClient {
    const credentials = readCredentials(params, authorization);
    if (credentials === undefined) {
      throw isPublicClient
        ? new ExchangeError('unauthorized_client', 'This client may not exchange tokens.')
        : new ExchangeError('invalid_client', 'Client authentication is missing.');
    }
    const { clientId, secret } = credentials;
    const client = this.#clients.get(clientId);
    const isValid = timingSafeEqual(digest(secret), client?.secretHash ?? digest(''));
    if (client !== undefined && isValid) return client;
    throw new ExchangeError('invalid_client', 'Client authentication failed.', {
      ...(client && { clientId }),
    });
  }
}

function readCredentials(
  params: URLSearchParams,
  authorization: string | undefined,
): Credentials | undefined {
  const clientId = params.get('client_id');
  const secret = params.get('client_secret');
  const [, encoded] = /^basic ([\w+/=-]+)$/i.exec(authorization ?? '') ?? [];
  if (authorization === undefined) {
    return clientId === null || secret === null ? undefined : { clientId, secret };
  }
  const basic = encoded === undefined ? undefined : decodeBasic(encoded);
  if (secret !== null || (clientId !== null && basic && clientId !== basic.clientId)) {
    throw new ExchangeError('invalid_request', 'Authenticate the client with one method.');
  }
  return basic ?? { clientId: '', secret: '' };
}

/** Decodes the credentials of HTTP Basic. Client id and secret are form-encoded (RFC 6749 §2.3.1). */
function decodeBasic(encoded: string): Credentials | undefined {
  const [id, ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  if (id === undefined || secret.length === 0) return undefined;
  try {
    return { clientId: decodeForm(id), secret: decodeForm(secret.join(':')) };
  } catch {
    return undefined;
  }
}

const decodeForm = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));

/** A digest needs no salt, because a secret has at least 256 random bits and cannot be guessed. */
const digest = (secret: string) => createHash('sha256').update(secret).digest();
