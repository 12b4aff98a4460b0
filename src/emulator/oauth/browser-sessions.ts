import { randomBytes } from 'node:crypto';
import { PATHS, type ProviderName } from '../provider.js';
import type { AuthorizationRequest } from './authorization-request.js';
import { TtlCache } from './ttl-cache.js';

const DAY_MS = 24 * 60 * 60_000;
const CAPACITY = 10_000;

/** The persona that is signed in at a provider in one browser. */
export interface BrowserSession {
  readonly personaId: string;
  /** The time of the authentication in milliseconds since 1970. */
  readonly authenticatedAt: number;
}

/**
 * The sessions of browsers at the providers. A cookie identifies each session. The browser sends the cookie only with
 * authorization requests.
 */
export class BrowserSessions {
  readonly #sessions: TtlCache<BrowserSession>;

  constructor(now: () => number) {
    this.#sessions = new TtlCache({ ttlMs: DAY_MS, capacity: CAPACITY, now });
  }

  /** Returns the session of the browser that sent a `Cookie` header, if any. */
  find(provider: ProviderName, cookieHeader = ''): BrowserSession | undefined {
    const prefix = `${cookieName(provider)}=`;
    const cookie = cookieHeader.split('; ').find((pair) => pair.startsWith(prefix));
    return cookie === undefined ? undefined : this.#sessions.get(cookie.slice(prefix.length));
  }

  /** Starts a session. Returns the value of its `Set-Cookie` header. */
  start(provider: ProviderName, session: BrowserSession): string {
    const id = randomBytes(18).toString('base64url');
    this.#sessions.set(id, session);
    const { authorize } = PATHS[provider];
    return `${cookieName(provider)}=${id}; Path=${authorize}; HttpOnly; SameSite=Lax`;
  }
}

/** Returns whether a session is recent enough for a request (OpenID Connect Core §3.1.2.1, `max_age`). */
export function isRecent(
  { authenticatedAt }: BrowserSession,
  { maxAge }: AuthorizationRequest,
  now: number,
): boolean {
  return maxAge === null || now - authenticatedAt <= maxAge * 1000;
}

function cookieName(provider: ProviderName): string {
  return `emulator-${provider}`;
}
