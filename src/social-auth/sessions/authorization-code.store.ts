import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  Prisma,
  type AuthorizationCode,
  type PrismaClient,
} from '../../generated/prisma/client.js';
import { Clock } from '../../time/clock.js';
import { PRISMA } from '../core/options.js';
import { randomToken } from '../../crypto/random.js';

/** How long a client may take to fetch its tokens, in seconds (RFC 6749 §4.1.2 asks for ten minutes at most). */
export const AUTHORIZATION_CODE_TTL_SECONDS = 60;

/** A finished login that a client will fetch its tokens for. */
export type AuthorizedLogin = Omit<AuthorizationCode, 'codeHash' | 'expiresAt'>;

/** Grants one-time codes and redeems each once; the codes themselves are stored nowhere. */
@Injectable()
export class AuthorizationCodeStore {
  constructor(
    @Inject(PRISMA) private readonly prisma: PrismaClient,
    private readonly clock: Clock,
  ) {}

  /** @returns a code for the login; null when its attempt has been granted one before. */
  async issue(login: AuthorizedLogin): Promise<string | null> {
    const code = randomToken();
    const expiresAt = new Date(this.clock.milliseconds() + AUTHORIZATION_CODE_TTL_SECONDS * 1000);
    try {
      await this.prisma.authorizationCode.create({
        data: { ...login, codeHash: hash(code), expiresAt },
      });
      return code;
    } catch (error) {
      if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')
        return null;
      throw error;
    }
  }

  /** @returns the login of a code, which is then worth nothing; null for any other code. */
  async consume(code: string): Promise<AuthorizedLogin | null> {
    const [login] = await this.prisma.$queryRaw<AuthorizationCode[]>`
      DELETE FROM "AuthorizationCode" WHERE "codeHash" = ${hash(code)}
      RETURNING "codeHash", "sessionId", "userId", "accountId", "provider", "clientId",
        "codeChallenge", "userAgent", "expiresAt"`;
    return login === undefined || login.expiresAt <= this.clock.now() ? null : login;
  }

  /** Makes every code of a user worthless. */
  async revoke(userId: string): Promise<void> {
    await this.prisma.authorizationCode.deleteMany({ where: { userId } });
  }

  /** Deletes codes that nobody fetched. @returns how many */
  async prune(): Promise<number> {
    const { count } = await this.prisma.authorizationCode.deleteMany({
      where: { expiresAt: { lt: this.clock.now() } },
    });
    return count;
  }
}

function hash(code: string): string {
  return createHash('sha256').update(code).digest('base64url');
}
