import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { uuidv7 } from '../../../../crypto/random.js';
import { Clock } from '../../../../time/clock.js';
import { createProfile } from '../../../core/create-profile.js';
import { AuthEvents, loginFailure } from '../../../core/auth-events.js';
import { SocialAuthError } from '../../../core/errors.js';
import type { IdTokenSource } from '../../../core/id-token-source.js';
import type { AuthorizationRequest } from '../../../core/oauth-client.js';
import type { Authentication } from '../../../core/provider-flow.js';
import type { IdTokenVerifier } from '../../../providers/oidc/id-token-verifier.js';
import { ProviderHttpClient } from '../../../providers/provider-http-client.js';
import type { HttpRequest } from '../../request/http-request.js';
import { FinishLogin, type LoginPurpose } from '../finish-login.js';
import { InterruptedLogins } from '../interrupted-logins.js';
import { LoginTransactionStore } from '../login-transaction.store.js';
import { toLoginError } from '../provider-error.js';
import { ProviderFlows } from '../provider-flows.js';
import { IdTokenNonces } from './id-token-nonces.js';

/** An ID token that a browser or a client presents. */
export interface PresentedIdToken {
  readonly idToken: string;
  /** The value that the client has hashed. Browsers have a cookie instead. */
  readonly nonce: string | undefined;
  readonly client: AuthorizationRequest | undefined;
  /** Validated return path. */
  readonly returnTo: string;
}

/** Signs users in with the ID token of a provider, without a redirect. */
@Injectable()
export class SignInWithIdToken {
  readonly #verifiers = new Map<string, IdTokenVerifier>();

  constructor(
    private readonly flows: ProviderFlows,
    private readonly nonces: IdTokenNonces,
    private readonly http: ProviderHttpClient,
    private readonly finish: FinishLogin,
    private readonly interrupted: InterruptedLogins,
    private readonly transactions: LoginTransactionStore,
    private readonly events: AuthEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * Returns the source of the ID tokens of a provider.
   *
   * @throws SocialAuthError `unknown_provider` when the provider accepts no ID tokens, or an error of
   *   {@link ProviderFlows.get}
   */
  source(name: string): IdTokenSource {
    const { provider } = this.flows.get(name);
    if (provider.idTokens !== undefined) return provider.idTokens;
    const reason = 'the provider is not configured to accept ID tokens';
    throw new SocialAuthError('unknown_provider', { reason });
  }

  /**
   * @param name name of the provider
   * @returns the return path, the page on which the user decides whether to restore the account, or the redirect URI of the
   *   client with its code
   * @throws SocialAuthError `login_refused` when the token is invalid, `login_expired` without a nonce or when the token
   *   has been used, `provider_unavailable` without the keys of the provider, or an error of {@link FinishLogin}
   */
  async run(
    name: string,
    token: PresentedIdToken,
    request: HttpRequest,
    response: unknown,
  ): Promise<string> {
    const source = this.source(name);
    try {
      const { client, returnTo } = token;
      const { authentication, issuedAt } = await this.#authenticate(name, source, token, request);
      const sessionId = toSessionId(token.idToken, issuedAt);
      const login = { sessionId, client, link: undefined, returnTo };
      const url = await this.#finish(name, authentication, login, request, response);
      if (client === undefined) this.nonces.clear(response);
      return url;
    } catch (error) {
      this.events.emit('login_failed', loginFailure(error, name));
      const { label } = this.flows.get(name).provider;
      throw error instanceof SocialAuthError
        ? error.addDetails({ provider: { name, label }, returnTo: token.returnTo })
        : error;
    }
  }

  /** Continues on a page if the user has to decide. A client without a browser receives the error. */
  async #finish(
    name: string,
    authentication: Authentication,
    login: LoginPurpose,
    request: HttpRequest,
    response: unknown,
  ): Promise<string> {
    try {
      return await this.finish.run(authentication, login, request, response);
    } catch (error) {
      if (login.client !== undefined) throw error;
      const { redirectUri } = this.flows.get(name);
      const transaction = this.transactions.create({ ...login, provider: name, redirectUri });
      const { profile } = authentication;
      const url = this.interrupted.interrupt(error, profile, transaction, request, response);
      if (url === undefined) throw error;
      return url;
    }
  }

  async #authenticate(
    name: string,
    source: IdTokenSource,
    token: PresentedIdToken,
    request: HttpRequest,
  ): Promise<{ authentication: Authentication; issuedAt: Date }> {
    const nonce = this.#expectedNonce(token, request);
    const verifier = await this.#verifier(name, source);
    try {
      const claims = await this.http.withDeadline((http) =>
        verifier.verify(http, token.idToken, nonce),
      );
      const profile = createProfile(this.flows.get(name).provider, source.toProfile(claims));
      return { authentication: { profile }, issuedAt: new Date(claims.iat * 1000) };
    } catch (error) {
      throw toLoginError(error);
    }
  }

  /** Returns the verifier of a provider. The first ID token of a process loads openid-client. */
  async #verifier(name: string, source: IdTokenSource): Promise<IdTokenVerifier> {
    const loaded = await import('../../../providers/oidc/id-token-verifier.js');
    const verifier = this.#verifiers.get(name) ?? new loaded.IdTokenVerifier(source, this.clock);
    this.#verifiers.set(name, verifier);
    return verifier;
  }

  /**
   * A client proves with its nonce that it requested the token, because only this client knows the value that it has
   * hashed.
   */
  #expectedNonce({ client, nonce }: PresentedIdToken, request: HttpRequest): string {
    if (client !== undefined) {
      if (nonce !== undefined) return createHash('sha256').update(nonce).digest('hex');
      throw new SocialAuthError('invalid_request', { reason: 'a client must send its nonce' });
    }
    const issued = this.nonces.find(request);
    if (issued !== undefined) return issued.nonce;
    throw new SocialAuthError('login_expired', {
      reason: 'the browser has no nonce of an ID token, or it is older than ten minutes',
    });
  }
}

/**
 * Returns the id of the session that an ID token creates. Ids are unique, so a token creates at most one session.
 *
 * The id does not depend on the signature, because ES256 has several signatures for the same content.
 */
function toSessionId(idToken: string, issuedAt: Date): string {
  const signed = idToken.slice(0, idToken.lastIndexOf('.'));
  return uuidv7(issuedAt, createHash('sha256').update(signed).digest());
}
