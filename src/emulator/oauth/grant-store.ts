import { randomBytes } from 'node:crypto';
import type { ProviderName } from '../provider.js';
import { TtlCache } from './ttl-cache.js';

const MINUTE_MS = 60_000;
const CAPACITY = 10_000;

/** A valid authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3). */
export interface AuthorizationRequest {
  readonly provider: ProviderName;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string | null;
  readonly codeChallenge: string | null;
}

/** The approval of an authorization request by a persona. */
export interface Grant {
  readonly request: AuthorizationRequest;
  readonly personaId: string;
}

/** Stores pending authorization requests, codes and access tokens in memory, up to 10,000 of each. */
export class GrantStore {
  readonly #pending: TtlCache<AuthorizationRequest>;
  readonly #codes: TtlCache<Grant>;
  readonly #tokens: TtlCache<Grant>;

  constructor(now: () => number) {
    this.#pending = new TtlCache({ ttlMs: 30 * MINUTE_MS, capacity: CAPACITY, now });
    this.#codes = new TtlCache({ ttlMs: 10 * MINUTE_MS, capacity: CAPACITY, now });
    this.#tokens = new TtlCache({ ttlMs: 60 * MINUTE_MS, capacity: CAPACITY, now });
  }

  /** Stores a request for 30 minutes, while the user chooses an account. Returns its id. */
  savePending(request: AuthorizationRequest): string {
    const id = randomBytes(18).toString('base64url');
    this.#pending.set(id, request);
    return id;
  }

  /** Returns a pending request, unless it is unknown or expired. */
  getPending(id: string): AuthorizationRequest | undefined {
    return this.#pending.get(id);
  }

  /** Issues a code in the format of the provider. It is valid once, for ten minutes. */
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

  /** Returns the grant of a code and invalidates the code. */
  consumeCode(code: string): Grant | undefined {
    return this.#codes.consume(code);
  }

  /** Issues an access token in the format of the provider. It is valid for one hour. */
  issueToken(grant: Grant): string {
    const token =
      grant.request.provider === 'google'
        ? `ya29.a0${randomBytes(96).toString('base64url')}`
        : `gho_${randomBytes(18).toString('hex')}`;
    this.#tokens.set(token, grant);
    return token;
  }

  /** Returns the grant of an access token, unless the token is unknown, expired or of another provider. */
  findToken(provider: ProviderName, token: string): Grant | undefined {
    const grant = this.#tokens.get(token);
    return grant?.request.provider === provider ? grant : undefined;
  }
}
