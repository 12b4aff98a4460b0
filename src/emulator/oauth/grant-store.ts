import { randomBytes } from 'node:crypto';
import type { AuthorizationRequest, Grant } from './authorization-request.js';
import type { BrowserSession } from './browser-sessions.js';
import { TtlCache } from './ttl-cache.js';

const MINUTE_MS = 60_000;
const CAPACITY = 10_000;

/** An authorization request that waits for a choice on the account chooser. */
export interface PendingRequest {
  readonly request: AuthorizationRequest;
  /** The session of the browser at the provider, if any. */
  readonly session: BrowserSession | undefined;
}

/** Stores pending authorization requests and codes in memory, at most 10,000 of each. */
export class GrantStore {
  readonly #pending: TtlCache<PendingRequest>;
  readonly #codes: TtlCache<Grant>;

  constructor(now: () => number) {
    this.#pending = new TtlCache({ ttlMs: 30 * MINUTE_MS, capacity: CAPACITY, now });
    this.#codes = new TtlCache({ ttlMs: 10 * MINUTE_MS, capacity: CAPACITY, now });
  }

  /** Stores a request for 30 minutes, while the user chooses an account. Returns its id. */
  savePending(pending: PendingRequest): string {
    const id = randomBytes(18).toString('base64url');
    this.#pending.set(id, pending);
    return id;
  }

  /** Returns a pending request, unless it is unknown or expired. */
  getPending(id: string): PendingRequest | undefined {
    return this.#pending.get(id);
  }

  /** Issues a code in the format of the provider. The code can be used once, within ten minutes. */
  issueCode(grant: Grant): string {
    const code =
      grant.request.provider === 'google'
        ? `4/0A${randomBytes(48).toString('base64url')}`
        : randomBytes(10).toString('hex');
    this.#codes.set(code, grant);
    return code;
  }

  /** Returns the grant of a code without consuming the code. */
  peekCode(code: string): Grant | undefined {
    return this.#codes.get(code);
  }

  /** Returns the grant of a code, and makes the code invalid. */
  consumeCode(code: string): Grant | undefined {
    return this.#codes.consume(code);
  }
}
