import { Inject, Injectable } from '@nestjs/common';
import { SocialAuthError } from '../../core/errors.js';
import type { LinkRequest, LoginTransaction } from '../../core/login-transaction.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import type { Authentication } from '../../core/provider-flow.js';
import { IssueAuthorizationCode } from '../../flows/issue-authorization-code.js';
import { LinkAccount } from '../../flows/link-account.js';
import { SignIn } from '../../flows/sign-in.js';
import { CookieSession } from '../credentials/cookie-session.js';
import { SessionCookies } from '../credentials/session-cookies.js';
import { authorizationResponseUrl } from '../request/authorization-request.js';
import { DeviceCookie } from '../request/device-cookie.js';
import { FlashMessages } from '../request/flash-messages.js';
import { userAgent, type HttpRequest } from '../request/http-request.js';
import { LastProviderCookie } from '../request/last-provider-cookie.js';

/** The purpose of an authentication at a provider, and the id of the session that it creates. */
export type LoginPurpose = Pick<LoginTransaction, 'sessionId' | 'client' | 'link' | 'returnTo'>;

/** Signs in this browser, issues a code for a client, or links an account, after an authentication at a provider. */
@Injectable()
export class FinishLogin {
  constructor(
    private readonly signIn: SignIn,
    private readonly issueAuthorizationCode: IssueAuthorizationCode,
    private readonly linkAccount: LinkAccount,
    private readonly cookieSession: CookieSession,
    private readonly cookies: SessionCookies,
    private readonly flashMessages: FlashMessages,
    private readonly lastProvider: LastProviderCookie,
    private readonly device: DeviceCookie,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * @returns the return path, or the redirect URI of a client with its code
   * @throws SocialAuthError an error of the flows, or `link_refused` if another session started the link
   */
  async run(
    authentication: Authentication,
    { sessionId, client, link, returnTo }: LoginPurpose,
    request: HttpRequest,
    response: unknown,
  ): Promise<string> {
    if (link !== undefined) {
      await this.#link(authentication, link, request, response);
      return returnTo;
    }
    this.lastProvider.set(response, authentication.profile.provider);
    const deviceLogins = this.device.get(request);
    const context = { sessionId, userAgent: userAgent(request), deviceLogins };
    if (client !== undefined) {
      const issued = await this.issueAuthorizationCode.run(authentication, client, context);
      this.device.set(response, issued.deviceLogins);
      return authorizationResponseUrl(client, { code: issued.code }, this.options.publicUrl);
    }
    const replaced = this.cookieSession.fromRequest(request);
    const signedIn = await this.signIn.run(authentication, context, replaced);
    this.cookies.write(response, signedIn.tokens);
    this.device.set(response, signedIn.deviceLogins);
    return returnTo;
  }

  async #link(
    authentication: Authentication,
    link: LinkRequest,
    request: HttpRequest,
    response: unknown,
  ): Promise<void> {
    if (this.cookieSession.fromRequest(request)?.sessionId !== link.sessionId) {
      throw new SocialAuthError('link_refused', { reason: 'another session started the link' });
    }
    await this.linkAccount.run(authentication, link);
    const message = link.accountId === undefined ? 'account_linked' : 'access_granted';
    this.flashMessages.set(response, message, authentication.profile.provider);
  }
}
