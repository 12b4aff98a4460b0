import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AccessTokenService } from '../../src/social-auth/tokens/access-token.service.js';
import { RefreshTokenService } from '../../src/social-auth/tokens/refresh-token.service.js';
import type { SeededSession } from '../database/seed.js';
import { configureSocialAuth } from './module.js';
import { CLIENT_ID } from './settings.js';

/** The subject of an access token. No rows for it need to exist, because guards do not query the database. */
type TokenSubject = Pick<SeededSession, 'userId' | 'sessionId'>;

const randomSubject = (): TokenSubject => ({ userId: randomUUID(), sessionId: randomUUID() });

/** Issues tokens without logins. Uses the signing key of an app on the same database. */
export class TokenFactory {
  private constructor(
    private readonly context: INestApplicationContext,
    private readonly disconnect: () => Promise<void>,
  ) {}

  static async open(databaseUrl: string): Promise<TokenFactory> {
    const { module, prisma } = configureSocialAuth(databaseUrl);
    const context = await NestFactory.createApplicationContext(module, { logger: false });
    return new TokenFactory(context, () => prisma.$disconnect());
  }

  /** Issues an access token for a browser session. It expires after five minutes. */
  accessToken({ userId, sessionId }: TokenSubject = randomSubject()): string {
    const authTime = Math.floor(Date.now() / 1000);
    const principal = { userId, sessionId, roles: [], scopes: [], authTime, claims: {} };
    return this.context
      .get(AccessTokenService)
      .issue({ ...principal, clientId: 'browser' }, 'browser').token;
  }

  /** Issues the refresh token of the current generation of a session. */
  refreshToken(session: SeededSession): string {
    return this.context.get(RefreshTokenService).issue({ ...session, clientId: CLIENT_ID }).token;
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.disconnect();
  }
}
