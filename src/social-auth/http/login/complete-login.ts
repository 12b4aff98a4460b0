import { Inject, Injectable } from '@nestjs/common';
import { SocialAuthError } from '../../core/errors.js';
import type { LinkRequest, LoginTransaction } from '../../core/login-transaction.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import type { ProviderProfile } from '../../core/provider-profile.js';
import { RevokeSessions } from '../../flows/revoke-sessions.js';
import { IssueAuthorizationCode } from '../../flows/issue-authorization-code.js';
import { LinkAccount } from '../../flows/link-account.js';
import { SignIn } from '../../flows/sign-in.js';
import { CookieSession } from '../credentials/cookie-session.js';
import { authorizationResponseUrl } from '../request/authorization-request.js';
import { FlashMessages } from '../request/flash-messages.js';
import { LastProviderCookie } from '../request/last-provider-cookie.js';
import { SessionCookies } from '../credentials/session-cookies.js';
import { userAgent, type HttpRequest } from '../request/http-request.js';

/**
 * What a login ends with: cookies for this browser, a one-time code for the client that began it, or one
 * more login of the user who is signed in.
 */
@Injectable()
export class CompleteLogin {
  constructor(
    private readonly signIn: SignIn,
    private readonly grantLoginCode: IssueAuthorizationCode,
    private readonly endSessions: RevokeSessions,
    private readonly linkAccount: LinkAccount,
    private readonly browserSession: CookieSession,
    private readonly cookies: SessionCookies,
    private readonly flashMessages: FlashMessages,
    private readonly lastProvider: LastProviderCookie,
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
      this.lastProvider.set(response, profile.provider);
      if (client !== undefined) {
        const code = await this.grantLoginCode.run(profile, client, context);
        return authorizationResponseUrl(client, { code }, this.options.publicUrl);
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
    if (this.browserSession.fromRequest(request)?.sessionId !== link.sessionId) {
      throw new SocialAuthError('link_refused', { reason: 'another session asked for the link' });
    }
    await this.linkAccount.run(profile, link);
    this.flashMessages.set(response, 'account_linked', profile.provider);
  }

  /** The session whose cookies are overwritten here is out of everybody's reach, so it ends. */
  async #endReplaced(request: HttpRequest): Promise<void> {
    const replaced = this.browserSession.fromRequest(request);
    if (replaced === undefined) return;
    await this.endSessions.run(replaced.userId, { only: replaced.sessionId }, 'replaced');
  }
}
