import { createHash, randomBytes } from 'node:crypto';

import { TtlCache } from './ttl-cache.js';
import type { ProviderName } from './provider.js';

const MINUTE = 60_000;
const CAPACITY = 10_000;

/** An authorize request that has passed every check (RFC 6749 §4.1.1, RFC 7636 §4.3). */
export interface AuthorizeRequest {
  readonly provider: ProviderName;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string | null;
  readonly codeChallenge: string | null;
}

/** What a code or an access token stands for. */
export interface Grant {
  readonly request: AuthorizeRequest;
  readonly personaId: string;
}

/** Requests that wait for a choice, codes and access tokens: in memory, bounded, expired. */
export class Grants {
  readonly #held: TtlCache<AuthorizeRequest>;
  readonly #codes: TtlCache<Grant>;
  readonly #tokens: TtlCache<Grant>;

  constructor(now: () => number) {
    this.#held = new TtlCache({ lifetimeMs: 30 * MINUTE, capacity: CAPACITY, now });
    this.#codes = new TtlCache({ lifetimeMs: 10 * MINUTE, capacity: CAPACITY, now });
    this.#tokens = new TtlCache({ lifetimeMs: 60 * MINUTE, capacity: CAPACITY, now });
  }

  /** Keeps a request for 30 minutes while a person chooses; answers its handle. */
  hold(request: AuthorizeRequest): string {
    const handle = randomBytes(18).toString('base64url');
    this.#held.set(handle, request);
    return handle;
  }

  held(handle: string): AuthorizeRequest | undefined {
    return this.#held.get(handle);
  }

  /** A code for one exchange within ten minutes, in the provider's look. */
  issueCode(grant: Grant): string {
    const code =
      grant.request.provider === 'google'
        ? `4/0A${randomBytes(48).toString('base64url')}`
        : randomBytes(10).toString('hex');
    this.#codes.set(code, grant);
    return code;
  }

  peekCode(code: string): Grant | undefined {
    return this.#codes.get(code);
  }

  takeCode(code: string): Grant | undefined {
    return this.#codes.take(code);
  }

  /** An access token for an hour, in the provider's look. */
  issueToken(grant: Grant): string {
    const token =
      grant.request.provider === 'google'
        ? `ya29.a0${randomBytes(96).toString('base64url')}`
        : `gho_${randomBytes(18).toString('hex')}`;
    this.#tokens.set(token, grant);
    return token;
  }

  token(token: string): Grant | undefined {
    return this.#tokens.get(token);
  }
}

/** What is wrong with a PKCE verifier for this request (RFC 7636 §4.6). */
export function verifierFault(
  { codeChallenge }: AuthorizeRequest,
  verifier: string | null,
): 'missing' | 'unasked' | 'wrong' | undefined {
  if (codeChallenge === null) {
    return verifier === null ? undefined : 'unasked';
  }
  if (verifier === null) {
    return 'missing';
  }
  const wellFormed = /^[A-Za-z0-9._~-]{43,128}$/.test(verifier);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  return wellFormed && challenge === codeChallenge ? undefined : 'wrong';
}
