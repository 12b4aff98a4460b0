import { Injectable } from '@nestjs/common';
import {
  AccessTokenService,
  AuthEvents,
  Clock,
  ProviderGrants,
  SessionStatus,
  SocialAuthError,
  type GrantRequest,
  type GrantResponse,
  type Principal,
} from '../../social-auth/index.js';
import { ProviderTokens, type ProviderAccessToken } from '../provider-tokens.js';
import { ExchangeClients, type ExchangeClient } from './exchange-clients.js';
import { ExchangeError } from './exchange-error.js';
import { ACCESS_TOKEN_TYPE, isAllowed, readExchangeRequest } from './exchange-request.js';

/** The grant type (RFC 8693 §2.1). */
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** What the events of a request contain. Properties are set as soon as they are validated. */
interface Exchange {
  clientId?: string;
  userId?: string;
  provider?: string;
}

/** Exchanges the access token of a user for an access token of a provider (RFC 8693). */
@Injectable()
export class TokenExchange {
  constructor(
    private readonly clients: ExchangeClients,
    private readonly accessTokens: AccessTokenService,
    private readonly sessionStatus: SessionStatus,
    private readonly tokens: ProviderTokens,
    private readonly grants: ProviderGrants,
    private readonly events: AuthEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * Exchanges the token in a request, and returns the response of the token endpoint.
   *
   * @throws errors that the client has not caused, such as those of the database
   */
  async run(request: GrantRequest): Promise<GrantResponse> {
    const exchange: Exchange = {};
    try {
      return { status: 200, body: this.#toBody(await this.#exchange(request, exchange)) };
    } catch (error) {
      const refused = toExchangeError(error);
      this.#report(exchange, refused);
      return refused.toResponse();
    }
  }

  /** @param exchange receives the properties of the request as soon as they are validated */
  async #exchange(request: GrantRequest, exchange: Exchange): Promise<ProviderAccessToken> {
    const client = this.clients.authenticate(request);
    const { clientId } = client;
    exchange.clientId = clientId;
    const { subjectToken, provider, scopes } = readExchangeRequest(
      request.params,
      client,
      this.grants.providers,
    );
    exchange.provider = provider.name;
    const { userId } = await this.#verify(subjectToken);
    exchange.userId = userId;
    const token = await this.tokens.get(userId, provider.name, { scopes });
    this.#assertAllowed(token, client);
    this.events.emit('provider_token_exchanged', { userId, provider: provider.name, clientId });
    return token;
  }

  /** @throws ExchangeError `invalid_request` (RFC 8693 §2.2.2) */
  async #verify(subjectToken: string): Promise<Principal> {
    const { accessTokens } = this;
    const principal =
      accessTokens.verify(subjectToken) ?? (await accessTokens.verifyAfterRotation(subjectToken));
    if (principal !== undefined && (await this.sessionStatus.isCurrent(principal))) {
      return principal;
    }
    throw new ExchangeError(
      'invalid_request',
      'subject_token is invalid or expired, or its session is not active.',
    );
  }

  /**
   * Checks all scopes of the token, because a token contains every scope that the user has granted, and not only the
   * requested ones.
   */
  #assertAllowed({ provider, scopes }: ProviderAccessToken, client: ExchangeClient): void {
    if (isAllowed(this.grants.get(provider), client, scopes)) return;
    throw new ExchangeError(
      'invalid_scope',
      'The token has further scopes that the user granted to the app and that the client may not use.',
    );
  }

  #toBody({ value, expiresAt, scopes }: ProviderAccessToken): object {
    const lifetime =
      expiresAt && Math.floor((expiresAt.getTime() - this.clock.milliseconds()) / 1000);
    return {
      access_token: value,
      issued_token_type: ACCESS_TOKEN_TYPE,
      token_type: 'Bearer',
      ...(lifetime !== undefined && { expires_in: Math.max(lifetime, 0) }),
      scope: scopes.join(' '),
    };
  }

  /**
   * Emits the event of a refused request. Requests of unknown clients emit none, because anyone can send such requests.
   */
  #report(exchange: Exchange, { code, details }: ExchangeError): void {
    const clientId = exchange.clientId ?? details.clientId;
    if (clientId === undefined) return;
    this.events.emit('provider_token_refused', { ...exchange, clientId, reason: code });
  }
}

/** @throws the same error if the client has not caused it */
function toExchangeError(error: unknown): ExchangeError {
  if (error instanceof ExchangeError) return error;
  const { code, details } = error instanceof SocialAuthError ? error : {};
  if (code === 'reconsent_required') {
    const { url, request } = details?.consent ?? {};
    const errorUri = `${url}?${new URLSearchParams({ request: request ?? '' }).toString()}`;
    const description =
      'The user has not granted the access. error_uri is the page on which the user grants it.';
    return new ExchangeError('invalid_scope', description, { errorUri });
  }
  if (code === 'account_disabled') {
    return new ExchangeError('invalid_request', 'The user of subject_token is disabled.');
  }
  if (code === 'provider_unavailable') {
    const retryAfterSeconds = details?.retryAfterSeconds;
    const description = 'The provider cannot refresh the token now.';
    return new ExchangeError('temporarily_unavailable', description, { retryAfterSeconds });
  }
  throw error;
}
