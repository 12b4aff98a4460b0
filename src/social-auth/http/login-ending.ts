import { Inject, Injectable } from '@nestjs/common';
import { SocialAuthError } from '../core/errors.js';
import type { LinkRequest, LoginTransaction } from '../core/login-transaction.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import type { ProviderProfile } from '../core/provider-profile.js';
import { EndSessions } from '../flows/end-sessions.js';
import { GrantLoginCode } from '../flows/grant-login-code.js';
import { LinkAccount } from '../flows/link-account.js';
import { SignIn } from '../flows/sign-in.js';
import { BrowserSession } from './browser-session.js';
import { clientAnswerURL } from './client-request.js';
import { BrowserMemory } from './cookies/browser-memory.js';
import { SessionCookies } from './cookies/session-cookies.js';
import { userAgent, type HttpRequest } from './http-request.js';

/**
 * What a login ends with: cookies for this browser, a one-time code for the client that began it, or one
 * more login of the user who is signed in.
 */
@Injectable()
export class LoginEnding {
  constructor(
    private readonly signIn: SignIn,
    private readonly grantLoginCode: GrantLoginCode,
    private readonly endSessions: EndSessions,
    private readonly linkAccount: LinkAccount,
    private readonly browserSession: BrowserSession,
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
    const { sessionId, client, link, returnTo } = transaction;
    const context = { sessionId, userAgent: userAgent(request) };
    try {
      if (link !== undefined) {
        await this.#link(profile, link, request, response);
        return returnTo;
      }
      this.memory.rememberProvider(response, profile.provider);
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
      const provider = this.options.providers.find(({ name }) => name === transaction.provider);
      throw new SocialAuthError(error.code, {
        ...error.details,
        returnTo,
        client,
        link,
        ...(provider !== undefined && { provider }),
      });
    }
  }

  /** Links to the session that asked and to no other, whoever else may be signed in here by now. */
  async #link(
    profile: ProviderProfile,
    link: LinkRequest,
    request: HttpRequest,
    response: unknown,
  ): Promise<void> {
    if (this.browserSession.of(request)?.sessionId !== link.sessionId) {
      throw new SocialAuthError('link_refused', { reason: 'another session asked for the link' });
    }
    await this.linkAccount.run(profile, link);
    this.memory.leaveNotice(response, 'account_linked');
  }

  /** The session whose cookies are overwritten here is out of everybody's reach, so it ends. */
  async #endReplaced(request: HttpRequest): Promise<void> {
    const replaced = this.browserSession.of(request);
    if (replaced === undefined) return;
    await this.endSessions.run(replaced.userId, { only: replaced.sessionId }, 'replaced');
  }
}
