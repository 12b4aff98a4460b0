import type { Server } from 'node:http';
import {
  githubClientConfig,
  googleClientConfig,
  type GitHubClientConfig,
  type GoogleClientConfig,
} from './client-config.js';
import type { FaultHandle, InjectedFault } from './faults/fault.js';
import { FaultInjector } from './faults/fault-injector.js';
import { githubRoutes } from './github/github-routes.js';
import { googleRoutes } from './google/google-routes.js';
import { ClientRegistry } from './oauth/client-registry.js';
import { GrantStore } from './oauth/grant-store.js';
import { requestCallbackUrl } from './oauth/request-callback-url.js';
import { createPersona } from './personas/create-persona.js';
import { DEFAULT_PERSONAS } from './personas/default-personas.js';
import type { Persona, PersonaChanges, PersonaOptions } from './personas/persona.js';
import { PersonaRegistry } from './personas/persona-registry.js';
import type { ProviderName } from './provider.js';
import type { ProviderEmulatorOptions } from './provider-emulator-options.js';
import { listen } from './server/listen.js';
import { RequestHandler } from './server/request-handler.js';
import { RequestLog, type RecordedRequest } from './server/request-log.js';
import type { EmulatorState } from './server/route.js';

/**
 * Emulates the OAuth endpoints of Google and GitHub on 127.0.0.1, for development and tests.
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
   * Starts an emulator. It does not keep the process running, so that an app and its tests can end without `stop()`.
   *
   * @throws Error when the environment is `production`, the port is in use, or a persona id is invalid
   */
  static async start(options: ProviderEmulatorOptions = {}): Promise<ProviderEmulator> {
    const environment = options.environment ?? process.env['NODE_ENV'];
    if (environment === 'production') {
      throw new Error(
        'The provider emulator accepts logins without a password and does not start in production: ' +
          'configure the credentials of Google and GitHub.',
      );
    }
    const state = {
      autoApprove: options.autoApprove ?? false,
      clients: new ClientRegistry(options.clients ?? []),
      personas: new PersonaRegistry(options.personas?.map(createPersona) ?? DEFAULT_PERSONAS),
      grants: new GrantStore(options.now ?? Date.now),
      faults: new FaultInjector(),
    };
    const { server, origin } = await listen(options.port ?? 0);
    return new ProviderEmulator(server, { ...state, origin });
  }

  /** The origin of the emulator: `http://127.0.0.1:<port>`. */
  get origin(): string {
    return this.#state.origin;
  }

  /** The credentials of the first Google client and the URLs of Google's endpoints. */
  get google(): GoogleClientConfig {
    return googleClientConfig(this.#state.clients, this.origin);
  }

  /** The credentials of the first GitHub client and the URLs of GitHub's endpoints. */
  get github(): GitHubClientConfig {
    return githubClientConfig(this.#state.clients, this.origin);
  }

  /**
   * Registers a redirect URI for the first client of a provider. As long as a client has none, it can use any loopback
   * address.
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
   * Changes a persona, for example the user name at GitHub. Issued access tokens return the changed profile.
   *
   * @throws Error when the persona does not exist
   */
  updatePersona(id: string, changes: PersonaChanges): Persona {
    return this.#state.personas.update(id, changes);
  }

  /**
   * Injects a fault. Faults apply to matching requests in the order they were injected, at most one per request.
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

  /** The latest 1,000 requests, oldest first, without secrets. */
  get requests(): readonly RecordedRequest[] {
    return this.#log.requests;
  }

  /** Removes all recorded requests. */
  clearRequests(): void {
    this.#log.clear();
  }

  /**
   * Approves an authorization request as a persona.
   *
   * @param authorizationUrl - the URL that the application redirects the browser to
   * @returns the callback URL that the provider redirects the browser to
   * @throws Error when the emulator shows an error page, or a fault prevents the redirect
   */
  approve(authorizationUrl: string, personaId: string): Promise<string> {
    return requestCallbackUrl(authorizationUrl, { auto_approve: 'true', login_hint: personaId });
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

  /** Stops the emulator and closes all connections, including those with a response in progress. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    this.#server.closeAllConnections();
    await closed;
  }
}
