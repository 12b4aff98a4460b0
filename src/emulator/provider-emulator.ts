import type { Server } from 'node:http';
import {
  githubClientConfig,
  googleClientConfig,
  type GitHubClientConfig,
  type GoogleClientConfig,
} from './client-config.js';
import { createState } from './create-state.js';
import type { FaultHandle, InjectedFault } from './faults/fault.js';
import { githubRoutes } from './github/github-routes.js';
import { credentialIdToken, type IdTokenOptions } from './google/google-id-token.js';
import { googleRoutes } from './google/google-routes.js';
import { requestCallbackUrl } from './oauth/request-callback-url.js';
import { revokeGrants } from './oauth/revoke-grants.js';
import type { Persona, PersonaChanges, PersonaOptions } from './personas/persona.js';
import type { Endpoint, ProviderName } from './provider.js';
import type { ProviderEmulatorOptions } from './provider-emulator-options.js';
import { listen } from './server/listen.js';
import { RequestHandler } from './server/request-handler.js';
import { RequestLog, type RecordedRequest } from './server/request-log.js';
import type { EmulatorState } from './server/route.js';

/**
 * Emulates Google and GitHub on 127.0.0.1, for development and tests. Supports OAuth, OpenID Connect and a part of
 * their APIs.
 *
 * @example
 * ```ts
 * const emulator = await ProviderEmulator.start();
 * emulator.addPersona({ id: 'kim', name: 'Kim', google: { email: 'kim@example.com' } });
 *
 * const provider = google(emulator.google);
 * // Start a login. `location` is the authorization URL that the app redirects to.
 * const callbackUrl = await emulator.approve(location, 'kim');
 *
 * await emulator.stop();
 * ```
 */
export class ProviderEmulator {
  readonly #server: Server;
  readonly #state: EmulatorState;
  readonly #log = new RequestLog();

  private constructor(server: Server, state: EmulatorState) {
    this.#server = server;
    this.#state = state;
    const routes = [...googleRoutes(state), ...githubRoutes(state)];
    const handler = new RequestHandler(routes, state, this.#log);
    server.on('request', (request, response) => void handler.handle(request, response));
  }

  /**
   * Starts an emulator. The emulator does not keep the process running, so an app or a test can end without calling
   * `stop()`.
   *
   * @throws Error when the environment is `production`, the port is in use, or a persona id is invalid
   */
  static async start(options: ProviderEmulatorOptions = {}): Promise<ProviderEmulator> {
    const environment = options.environment ?? process.env['NODE_ENV'];
    if (environment === 'production') {
      throw new Error(
        'The provider emulator accepts logins without a password, so it does not start in production. ' +
          'Configure the credentials of Google and GitHub.',
      );
    }
    const { server, origin } = await listen(options.port ?? 0);
    return new ProviderEmulator(server, createState(options, origin));
  }

  /** The origin of the emulator: `http://127.0.0.1:<port>`. */
  get origin(): string {
    return this.#state.origin;
  }

  /** The credentials of the first Google client and the URLs of Google's endpoints. */
  get google(): GoogleClientConfig {
    return googleClientConfig(this.#state.clients, this.#state);
  }

  /** The credentials of the first GitHub client and the URLs of GitHub's endpoints. */
  get github(): GitHubClientConfig {
    return githubClientConfig(this.#state.clients, this.#state);
  }

  /**
   * Registers a redirect URI for the first client of a provider. As long as a client has no registered redirect URI, it
   * can use any loopback address.
   *
   * @param uri - compared with the `redirect_uri` of requests as a string
   * @throws Error when the URI is relative or has a fragment
   */
  registerRedirectUri(provider: ProviderName, uri: string): void {
    this.#state.clients.registerRedirectUri(provider, uri);
  }

  /** Returns the personas with an account at the provider, in the order they were added. */
  personas(provider: ProviderName): readonly Persona[] {
    return this.#state.personas.personasAt(provider);
  }

  /**
   * Adds a persona.
   *
   * @returns the persona with all defaults
   * @throws Error when the id is invalid or already in use
   */
  addPersona(options: PersonaOptions): Persona {
    return this.#state.personas.add(options);
  }

  /**
   * Changes a persona, for example the user name at GitHub. Access tokens that are already issued return the changed
   * profile.
   *
   * @throws Error when the persona does not exist
   */
  updatePersona(id: string, changes: PersonaChanges): Persona {
    return this.#state.personas.update(id, changes);
  }

  /**
   * Injects a fault. Faults apply to matching requests in the order in which they were injected. At most one fault
   * applies to a request.
   *
   * @returns a handle to count and remove the fault
   * @example
   * ```ts
   * // The next token request to Google fails. Later requests succeed.
   * emulator.injectFault({ endpoint: 'token', provider: 'google', kind: 'status', status: 503, times: 1 });
   * ```
   */
  injectFault(fault: InjectedFault): FaultHandle {
    return this.#state.faults.add(fault);
  }

  /** Removes all injected faults. */
  clearFaults(): void {
    this.#state.faults.clear();
  }

  /** The latest 1,000 requests, oldest first. Secrets in them are hidden. */
  get requests(): readonly RecordedRequest[] {
    return this.#log.requests;
  }

  /**
   * Returns the number of requests to an endpoint since the start or the last `clearRequests()`.
   *
   * @example
   * ```ts
   * emulator.countRequests('google', 'refresh');
   * ```
   */
  countRequests(provider: ProviderName, endpoint: Endpoint): number {
    return this.#log.count(provider, endpoint);
  }

  /** Removes all recorded requests and sets the counters to zero. */
  clearRequests(): void {
    this.#log.clear();
  }

  /**
   * Approves an authorization request as a persona.
   *
   * @param authorizationUrl - the URL that the application redirects the browser to
   * @param options - `denyScopes`: the requested scopes that the persona refuses, in the notation of the provider
   * @returns the callback URL that the provider redirects the browser to
   * @throws Error when the emulator shows an error page, or a fault prevents the redirect
   */
  approve(
    authorizationUrl: string,
    personaId: string,
    { denyScopes = [] }: { readonly denyScopes?: readonly string[] } = {},
  ): Promise<string> {
    return requestCallbackUrl(authorizationUrl, {
      auto_approve: 'true',
      login_hint: personaId,
      deny_scopes: denyScopes.join(' '),
    });
  }

  /**
   * Cancels an authorization request.
   *
   * @param authorizationUrl - the URL that the application redirects the browser to
   * @returns the callback URL, with the error `access_denied`
   * @throws Error when the emulator shows an error page, or a fault prevents the redirect
   */
  deny(authorizationUrl: string): Promise<string> {
    return requestCallbackUrl(authorizationUrl, { auto_approve: 'deny' });
  }

  /**
   * Creates an id_token of Google without a login at the emulator. One Tap, FedCM and native SDKs pass such an id_token
   * to the application.
   *
   * @throws Error when the persona has no Google account
   * @example
   * ```ts
   * const credential = await emulator.createIdToken({ persona: 'vera', nonce });
   * const forged = await emulator.createIdToken({ persona: 'vera', nonce, signature: 'none' });
   * ```
   */
  createIdToken(options: IdTokenOptions): Promise<string> {
    return credentialIdToken(this.#state, options);
  }

  /**
   * Creates a new signing key. As soon as the returned promise is fulfilled, the emulator signs id_tokens with this
   * key.
   *
   * @param options - `keepPrevious`: whether the JWK Set still contains the previous key. Default: true, as at Google
   */
  rotateSigningKey({
    keepPrevious = true,
  }: { readonly keepPrevious?: boolean } = {}): Promise<void> {
    return this.#state.signingKeys.rotate({ keepPrevious });
  }

  /**
   * Makes all issued access tokens expire now. The refresh tokens remain valid.
   *
   * @param personaId - Default: all personas
   */
  expireAccessTokens(provider: ProviderName, personaId?: string): void {
    this.#state.tokens.expireAccessTokens(
      (grant) =>
        grant.request.provider === provider && (personaId ?? grant.personaId) === grant.personaId,
    );
  }

  /**
   * Withdraws the access of the first client to a persona, as users can do in the settings of their account. All tokens
   * of this client for the persona become invalid, and the next login asks for consent again.
   */
  revokeAccess(provider: ProviderName, personaId: string): void {
    revokeGrants(this.#state, this.#state.clients.first(provider), personaId);
  }

  /** Stops the emulator and closes all connections, including those with a response in progress. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    this.#server.closeAllConnections();
    await closed;
  }
}
