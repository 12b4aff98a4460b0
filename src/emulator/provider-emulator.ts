import type { Server } from 'node:http';

import { DEFAULT_PERSONAS } from './default-personas.js';
import { ClientRegistry, type EmulatorClient } from './client-registry.js';
import {
  githubClientConfig,
  googleClientConfig,
  type GitHubClientConfig,
  type GoogleClientConfig,
} from './client-config.js';
import type { InjectedFault, FaultHandle } from './faults.js';
import { FaultInjector } from './fault-injector.js';
import { githubRoutes } from './github.js';
import { googleRoutes } from './google.js';
import { Grants } from './grants.js';
import {
  createPersona,
  type Persona,
  type PersonaChanges,
  type PersonaOptions,
} from './persona.js';
import { PersonaRegistry } from './persona-registry.js';
import type { ProviderName } from './provider.js';
import { RequestLog, type RecordedRequest } from './request-log.js';
import { listen, RequestHandler } from './server.js';
import type { EmulatorState } from './state.js';

/** How to start a stand-in; everything has a default. */
export interface ProviderEmulatorOptions {
  /** Default: 0, a free one. */
  readonly port?: number;
  /** Registered applications. Default, for each provider left out: one with a random secret. */
  readonly clients?: readonly EmulatorClient[];
  /** In place of the invented people; {@link ProviderEmulator.addPersona} adds to them. */
  readonly personas?: readonly PersonaOptions[];
  /** Answers every authorize request at once, as `auto_approve=true` does for one. Default: false. */
  readonly autoApprove?: boolean;
  /** The name of the environment. Default: `NODE_ENV`. It does not start in `production`. */
  readonly environment?: string | undefined;
  /** Milliseconds since 1970, for tests that let codes expire. Default: the system's clock. */
  readonly now?: () => number;
}

/** A small server for development and tests that speaks Google's and GitHub's sign-in endpoints on 127.0.0.1. */
export class ProviderEmulator {
  readonly #server: Server;
  readonly #state: EmulatorState;
  readonly #log = new RequestLog();

  private constructor(server: Server, state: EmulatorState) {
    this.#server = server;
    this.#state = state;
    const handler = new RequestHandler(
      [...googleRoutes(state), ...githubRoutes(state)],
      state,
      this.#log,
    );
    server.on('request', (request, response) => void handler.handle(request, response));
  }

  /** Starts it; rejects in production, on a taken port, and on malformed clients or personas. */
  static async start(options: ProviderEmulatorOptions = {}): Promise<ProviderEmulator> {
    const environment = options.environment ?? process.env['NODE_ENV'];
    if (environment === 'production') {
      throw new Error(
        'The stand-in provider lets anybody in as anybody and does not start in production: configure the credentials of the real providers.',
      );
    }
    const shared = {
      autoApprove: options.autoApprove ?? false,
      now: options.now ?? Date.now,
      clients: new ClientRegistry(options.clients ?? []),
      personas: new PersonaRegistry(options.personas?.map(createPersona) ?? DEFAULT_PERSONAS),
      grants: new Grants(options.now ?? Date.now),
      faults: new FaultInjector(),
    };
    const { server, origin } = await listen(options.port ?? 0);
    return new ProviderEmulator(server, { ...shared, origin });
  }

  /** `http://127.0.0.1:<port>`. */
  get origin(): string {
    return this.#state.origin;
  }

  /** The first Google client, and where Google is. */
  get google(): GoogleClientConfig {
    return googleClientConfig(this.#state.clients, this.origin);
  }

  /** The first GitHub client, and where GitHub is. */
  get github(): GitHubClientConfig {
    return githubClientConfig(this.#state.clients, this.origin);
  }

  /** Allows the provider's first client one more redirect URI, compared exactly; throws on a relative one or a fragment. */
  registerRedirectUri(provider: ProviderName, uri: string): void {
    this.#state.clients.registerRedirectUri(provider, uri);
  }

  /** Everybody with an account at `provider`, those of the chooser page's short list and the others. */
  personas(provider: ProviderName): readonly Persona[] {
    return this.#state.personas.membersOf(provider);
  }

  /** Adds a person; throws when the id is taken or no short word. */
  addPersona(options: PersonaOptions): Persona {
    return this.#state.personas.add(options);
  }

  /** Changes a person between or within logins, for example the GitHub login name; throws when the id is unknown. */
  updatePersona(id: string, changes: PersonaChanges): Persona {
    return this.#state.personas.update(id, changes);
  }

  /** Scripts a fault; faults befall calls in the order they were scripted, one per call. */
  injectFault(fault: InjectedFault): FaultHandle {
    return this.#state.faults.add(fault);
  }

  /** Takes back every scripted fault. */
  clearFaults(): void {
    this.#state.faults.clear();
  }

  /** The last 1,000 requests, oldest first, without secrets. */
  get requests(): readonly RecordedRequest[] {
    return this.#log.requests;
  }

  /** Forgets the recorded requests. */
  clearRequests(): void {
    this.#log.clear();
  }

  /** Answers an authorize URL as if the person had chosen: the URL to send the browser back to. Rejects when the stand-in shows an error page. */
  approve(authorizeUrl: string, personaId: string): Promise<string> {
    return this.#decide(authorizeUrl, { auto_approve: 'true', login_hint: personaId });
  }

  /** Answers an authorize URL as if the person had pressed "Cancel". */
  deny(authorizeUrl: string): Promise<string> {
    return this.#decide(authorizeUrl, { auto_approve: 'deny' });
  }

  /** Stops at once, hanging connections included. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    this.#server.closeAllConnections();
    await closed;
  }

  async #decide(authorizeUrl: string, switches: Record<string, string>): Promise<string> {
    const url = new URL(authorizeUrl);
    for (const [name, value] of Object.entries(switches)) {
      url.searchParams.set(name, value);
    }
    const answer = await fetch(url, { redirect: 'manual' });
    const location = answer.headers.get('location');
    if (location === null) {
      const reason = /<code>(.*?)<\/code>/.exec(await answer.text())?.[1] ?? 'no redirect';
      throw new Error(`The stand-in answered ${answer.status} (${reason}).`);
    }
    return location;
  }
}
