import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PUBLIC_URL } from '../apps/settings.js';
import { Connection, type HttpResponse } from '../load/connection.js';
import { logIn } from '../load/logins.js';
import { get, post } from '../load/request.js';
import type { FakeProvider } from '../provider/fake-provider.js';
import type { Instance } from './instance.js';
import type { KnownSession, Ledger } from './ledger.js';

/** Pause between two actions of a visitor, in milliseconds. */
const MAX_PAUSE_MS = 600;
/** Pauses between the attempts of a request, in milliseconds. */
const MIN_RETRY_PAUSE_MS = 100;
const MAX_RETRY_PAUSE_MS = 3000;
/** Time after which a logout must be effective on every instance, in milliseconds. */
const REVOCATION_MS = 1000;
/** One in this many sessions is never signed out. It must be active at the end of the test. */
const KEPT_SESSIONS = 5;

/** Signs in, uses the app and signs out repeatedly, and compares each response with the ledger. */
export class Visitor {
  readonly #connections: readonly Connection[];
  readonly #provider: Connection;

  constructor(
    private readonly name: string,
    instances: readonly Instance[],
    provider: FakeProvider,
    private readonly ledger: Ledger,
  ) {
    this.#connections = instances.map(({ port }) => new Connection(port));
    this.#provider = new Connection(provider.port);
  }

  /** Runs until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    for (let round = 1; !signal.aborted; round++) {
      const session = await this.#logIn(`${this.name}-${round}`);
      if (session === undefined) continue;
      const actions = randomInt(3, 40);
      for (let action = 0; action < actions && !signal.aborted; action++) {
        await sleep(randomInt(MAX_PAUSE_MS));
        await (randomInt(4) === 0 ? this.refresh(session) : this.#readProfile(session));
      }
      if (!signal.aborted && round % KEPT_SESSIONS !== 0) await this.#logOut(session);
    }
  }

  close(): void {
    for (const connection of [...this.#connections, this.#provider]) connection.close();
  }

  /** Refreshes a session until a response arrives. */
  async refresh(session: KnownSession): Promise<void> {
    const response = await this.#sendUntilAnswered(() => formRequest('/auth/refresh', session));
    if (response.status === 200) {
      session.cookies = new Map([...session.cookies, ...toPairs(response.cookies)]);
      this.ledger.counts.refreshes += 1;
    } else {
      this.ledger.violation(`${session.subject}: a refresh returned ${describe(response)}`);
    }
  }

  /** Checks that no instance accepts the tokens of a session that has ended. */
  async checkEnded(session: KnownSession): Promise<void> {
    for (const connection of this.#connections) {
      for (const request of [profileRequest(session), formRequest('/auth/refresh', session)]) {
        const response = await send(connection, request);
        if (response !== undefined && ![401, 503].includes(response.status)) {
          const text = `${session.subject}: after the logout, a request returned ${describe(response)}`;
          this.ledger.violation(text);
        }
      }
    }
  }

  async #logIn(subject: string): Promise<KnownSession | undefined> {
    try {
      const plan = { nextSubject: () => subject };
      const cookies = toPairs(await logIn(this.#connection(), this.#provider, plan));
      const session: KnownSession = { subject, cookies: new Map(cookies), isEnded: false };
      this.ledger.sessions.push(session);
      this.ledger.counts.logins += 1;
      return session;
    } catch {
      this.ledger.counts.unanswered += 1;
      await sleep(200);
      return undefined;
    }
  }

  async #readProfile(session: KnownSession): Promise<void> {
    const response = await send(this.#connection(), profileRequest(session));
    if (response === undefined || response.status === 503) {
      this.ledger.counts.unanswered += 1;
    } else if (response.status === 200 && response.body.includes(session.subject)) {
      this.ledger.counts.guarded += 1;
    } else {
      this.ledger.violation(`${session.subject}: the profile returned ${describe(response)}`);
    }
  }

  async #logOut(session: KnownSession): Promise<void> {
    const response = await this.#sendUntilAnswered(() => formRequest('/auth/logout', session));
    // 401 is expected here if the response to an earlier attempt was lost.
    if (![204, 401].includes(response.status)) {
      this.ledger.violation(`${session.subject}: a logout returned ${describe(response)}`);
    }
    session.isEnded = true;
    this.ledger.counts.logouts += 1;
    await sleep(REVOCATION_MS);
    await this.checkEnded(session);
  }

  /**
   * Sends a request to any instance, and repeats it with longer and longer pauses until there is a response other than
   * 503 or 429. Attempts during an outage of the database count against the rate limits, too.
   */
  async #sendUntilAnswered(request: () => Buffer): Promise<HttpResponse> {
    for (let pause = MIN_RETRY_PAUSE_MS; ; pause = Math.min(2 * pause, MAX_RETRY_PAUSE_MS)) {
      const response = await send(this.#connection(), request());
      if (response !== undefined && ![503, 429].includes(response.status)) return response;
      this.ledger.counts.unanswered += 1;
      await sleep(randomInt(pause, 2 * pause));
    }
  }

  #connection(): Connection {
    return this.#connections[randomInt(this.#connections.length)] as Connection;
  }
}

async function send(connection: Connection, request: Buffer): Promise<HttpResponse | undefined> {
  return connection.send(request).catch(() => undefined);
}

function profileRequest(session: KnownSession): Buffer {
  return get('/api/me', { headers: headersOf(session) });
}

function formRequest(path: string, session: KnownSession): Buffer {
  return post(path, { headers: headersOf(session) });
}

function headersOf({ cookies }: KnownSession): Record<string, string> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const address = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
  return { accept: 'application/json', origin: PUBLIC_URL, cookie, 'x-forwarded-for': address };
}

function toPairs(cookies: readonly string[]): [string, string][] {
  return cookies.map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
}

const describe = ({ status, body }: HttpResponse) => `${status} ${body.slice(0, 200)}`;
