import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Aead } from '../../../crypto/aead.js';
import { Clock } from '../../../time/clock.js';
import { LOGIN_TRANSACTION_SECONDS, type LoginTransaction } from '../../core/login-transaction.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';

const schema: z.ZodType<LoginTransaction> = z.object({
  state: z.string(),
  codeVerifier: z.string().optional(),
  nonce: z.string().optional(),
  provider: z.string(),
  redirectUri: z.string(),
  maxAge: z.number().optional(),
  returnTo: z.string(),
  client: z
    .object({
      clientId: z.string(),
      redirectUri: z.string(),
      codeChallenge: z.string(),
      state: z.string().optional(),
    })
    .optional(),
  link: z
    .object({ userId: z.string(), sessionId: z.string(), accountId: z.string().optional() })
    .optional(),
  profile: z
    .object({
      provider: z.string(),
      subject: z.string(),
      username: z.string().nullable(),
      name: z.string().nullable(),
      email: z.string().nullable(),
      emailVerified: z.boolean(),
      isEmailWithheld: z.boolean().exactOptional(),
      isNameWithheld: z.boolean().exactOptional(),
      picture: z.string().nullable(),
      organizations: z.array(z.string()).exactOptional(),
    })
    .optional(),
  interruption: z
    .object({
      code: z.enum(['deletion_scheduled', 'account_taken']),
      authenticatedAt: z.number(),
    })
    .optional(),
  sessionId: z.string(),
  expiresAt: z.number(),
});

/** The result of decrypting a login transaction. */
export type DecryptedTransaction =
  | { readonly outcome: 'valid'; readonly transaction: LoginTransaction }
  /** `seconds`: time since the expiration. */
  | { readonly outcome: 'expired'; readonly seconds: number }
  /** Encrypted with an unknown secret or by another version, or modified. */
  | { readonly outcome: 'invalid' };

/** Encrypts login transactions into cookie values, so that the server stores nothing before a login. */
@Injectable()
export class LoginTransactionCodec {
  readonly #aead: Aead;

  constructor(
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) { secrets }: ResolvedOptions,
  ) {
    this.#aead = new Aead(secrets, 'login-transaction');
  }

  /** Encrypts a transaction that expires in ten minutes. */
  encrypt(transaction: Omit<LoginTransaction, 'expiresAt'>): string {
    const expiresAt = this.clock.seconds() + LOGIN_TRANSACTION_SECONDS;
    return this.encryptAgain({ ...transaction, expiresAt });
  }

  /** Encrypts a transaction that keeps its expiration time. */
  encryptAgain(transaction: LoginTransaction): string {
    return this.#aead.encrypt(JSON.stringify(transaction));
  }

  /** Decrypts and authenticates a transaction, and checks that it has not expired. */
  decrypt(encrypted: string): DecryptedTransaction {
    const text = this.#aead.decrypt(encrypted);
    if (text === undefined) return { outcome: 'invalid' };
    const { data: transaction } = schema.safeParse(JSON.parse(text));
    if (transaction === undefined) return { outcome: 'invalid' };
    const seconds = this.clock.seconds() - transaction.expiresAt;
    return seconds < 0 ? { outcome: 'valid', transaction } : { outcome: 'expired', seconds };
  }
}
