import { z } from 'zod';
import type { Clock } from '../../time/clock.js';
import { Aead } from '../../crypto/aead.js';

/** How long a person may take at the provider, in seconds. */
export const LOGIN_TRANSACTION_SECONDS = 600;

const clientSchema = z.object({
  clientId: z.string(),
  redirectUri: z.string(),
  codeChallenge: z.string(),
  state: z.string().optional(),
});

const linkSchema = z.object({ userId: z.string(), sessionId: z.string() });

/** The signed-in person who asked for one more login, and the session that asked. */
export type LinkRequest = z.infer<typeof linkSchema>;

const schema = z.object({
  /** The CSRF token of the attempt (RFC 6749 §10.12); its part before the dot names the cookie. */
  state: z.string(),
  /** PKCE (RFC 7636 §4.1). */
  codeVerifier: z.string(),
  provider: z.string(),
  redirectUri: z.string(),
  returnTo: z.string(),
  /** The client that began it, with what it needs to be answered; absent for the browser's own login. */
  client: clientSchema.optional(),
  /** Who began it to link the login to their user; absent when it is to sign in. */
  link: linkSchema.optional(),
  /** The session this attempt will open; a session id exists once, so an attempt succeeds once. */
  sessionId: z.string(),
  /** NumericDate, seconds. */
  expiresAt: z.number(),
});

/** State, verifier, return path and intent of one login attempt (RFC 6749 §4.1.1, RFC 7636). */
export type LoginTransaction = z.infer<typeof schema>;

/** What opening a sealed attempt has come to. */
export type DecodedTransaction =
  | { outcome: 'open'; transaction: LoginTransaction }
  /** `seconds`: for how long it has been over. */
  | { outcome: 'expired'; seconds: number }
  /** Sealed with none of our secrets, or altered since. */
  | { outcome: 'foreign' };

/** Seals login transactions into the text of a cookie, so that the server stores nothing before a login. */
export class LoginTransactionCodec {
  readonly #box: Aead;

  constructor(
    secrets: readonly string[],
    private readonly clock: Clock,
  ) {
    this.#box = new Aead(secrets, 'login-transaction');
  }

  /** @returns the sealed text, good for ten minutes. */
  encrypt(transaction: Omit<LoginTransaction, 'expiresAt'>): string {
    const expiresAt = this.clock.seconds() + LOGIN_TRANSACTION_SECONDS;
    return this.#box.encrypt(JSON.stringify({ ...transaction, expiresAt }));
  }

  /** @returns the transaction, unless it is too old or was not sealed by us. */
  decrypt(sealed: string): DecodedTransaction {
    const text = this.#box.decrypt(sealed);
    if (text === undefined) return { outcome: 'foreign' };
    const { data: transaction } = schema.safeParse(JSON.parse(text));
    // Sealed by an earlier version of us: as good as never sealed.
    if (transaction === undefined) return { outcome: 'foreign' };
    const seconds = this.clock.seconds() - transaction.expiresAt;
    return seconds < 0 ? { outcome: 'open', transaction } : { outcome: 'expired', seconds };
  }
}
