import { Inject, Injectable } from '@nestjs/common';
import { SocialAuthError } from '../core/errors.js';
import type { LoginTransaction } from '../core/login-transaction.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import type { ProviderProfile } from '../core/provider-profile.js';
import { EndSessions } from '../flows/end-sessions.js';
import { GrantLoginCode } from '../flows/grant-login-code.js';
import { SignIn } from '../flows/sign-in.js';
import { RefreshTokenService } from '../tokens/refresh-token.service.js';
import { clientAnswerURL } from './client-request.js';
import { BrowserMemory } from './cookies/browser-memory.js';
import { SessionCookies } from './cookies/session-cookies.js';
import { userAgent, type HttpRequest } from './http-request.js';

/** What a login ends with: cookies for this browser, or a one-time code for the client that began it. */
@Injectable()
export class LoginEnding {
  constructor(
    private readonly signIn: SignIn,
    private readonly grantLoginCode: GrantLoginCode,
    private readonly endSessions: EndSessions,
    private readonly refreshTokens: RefreshTokenService,
    private readonly cookies: SessionCookies,
    private readonly memory: BrowserMemory,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** @returns where the browser goes on. */
  async run(
    profile: ProviderProfile,
    transaction: LoginTransaction,
    request: HttpRequest,
    response: unknown,
  ): Promise<string> {
    const { sessionId, client, returnTo } = transaction;
    const context = { sessionId, userAgent: userAgent(request) };
    this.memory.rememberProvider(response, profile.provider);
    try {
      if (client !== undefined) {
        const code = await this.grantLoginCode.run(profile, client, context);
        return clientAnswerURL(client, { code }, this.options.publicUrl);
      }
      const tokens = await this.signIn.run(profile, context);
      await this.#endReplaced(request);
      this.cookies.write(response, tokens);
      return returnTo;
    } catch (error) {
      if (!(error instanceof SocialAuthError)) throw error;
      throw new SocialAuthError(error.code, { ...error.details, returnTo, client });
    }
  }

  /** The session whose cookies are overwritten here is out of everybody's reach, so it ends. */
  async #endReplaced(request: HttpRequest): Promise<void> {
    const token = this.cookies.refreshToken(request);
    const replaced = token === undefined ? undefined : this.refreshTokens.verify(token);
    if (replaced === undefined) return;
    await this.endSessions.run(replaced.userId, { only: replaced.sessionId }, 'replaced');
  }
}
