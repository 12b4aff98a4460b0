import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AccessTokenService } from '../../src/social-auth/tokens/access-token.service.js';
import { RefreshTokenService } from '../../src/social-auth/tokens/refresh-token.service.js';
import type { SeededSession } from '../database/seed.js';
import { socialAuth } from './module.js';
import { CLIENT_ID } from './settings.js';

/** Whose token it is; both need not be in the tables for a guard to take it. */
type TokenHolder = Pick<SeededSession, 'userId' | 'sessionId'>;

const someone = (): TokenHolder => ({ userId: randomUUID(), sessionId: randomUUID() });

/** Makes tokens as the app on the same database makes them, without a hundred thousand logins. */
export class TokenFactory {
  private constructor(
    private readonly context: INestApplicationContext,
    private readonly disconnect: () => Promise<void>,
  ) {}

  static async open(databaseUrl: string): Promise<TokenFactory> {
    const { module, prisma } = socialAuth(databaseUrl);
    const context = await NestFactory.createApplicationContext(module, { logger: false });
    return new TokenFactory(context, () => prisma.$disconnect());
  }

  /** @returns the token of a browser's session; it lives for five minutes */
  accessToken({ userId, sessionId }: TokenHolder = someone()): string {
    const authTime = Math.floor(Date.now() / 1000);
    const principal = { userId, sessionId, roles: [], scopes: [], authTime, claims: {} };
    return this.context
      .get(AccessTokenService)
      .issue({ ...principal, clientId: 'browser' }, 'browser').token;
  }

  /** @returns the refresh token of the live generation of an app's session. */
  refreshToken(session: SeededSession): string {
    return this.context.get(RefreshTokenService).issue({ ...session, clientId: CLIENT_ID }).token;
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.disconnect();
  }
}
