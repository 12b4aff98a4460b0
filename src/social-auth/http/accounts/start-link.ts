import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../access-token/principal.js';
import { Clock } from '../../../time/clock.js';
import { SocialAuthError } from '../../core/errors.js';
import type { LoginParameters } from '../../core/login-parameters.js';
import { CookieSession } from '../credentials/cookie-session.js';
import { requireRecentLogin } from '../guards/check-requirements.js';
import { ProviderRedirect } from '../login/provider-redirect.js';
import { StartLogin } from '../login/start-login.js';
import type { HttpRequest } from '../request/http-request.js';
import { RoutePaths } from '../request/route-paths.js';

/** Maximum age of a login that can link an account, in milliseconds. */
const RECENT_LOGIN_MS = 5 * 60 * 1000;

/**
 * A login of a signed-in user at a provider, to link an account or to grant further access to a linked one.
 *
 * @publicApi
 */
export interface LinkStart {
  /** Name of the provider. */
  readonly provider: string;
  /** Return path, not validated. */
  readonly returnTo?: unknown;
  /** The linked account that the user has to choose. Undefined permits every account, and links it. */
  readonly accountId?: string | undefined;
  readonly parameters?: LoginParameters;
}

/**
 * Starts a login of a signed-in user, and redirects to the provider. Only the current session can complete the login.
 *
 * A new link changes who can sign in as the user, so it requires a login within the last five minutes.
 *
 * @publicApi
 */
@Injectable()
export class StartLink {
  constructor(
    private readonly cookieSession: CookieSession,
    private readonly startLogin: StartLogin,
    private readonly redirect: ProviderRedirect,
    private readonly paths: RoutePaths,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws SocialAuthError `link_refused` when the browser has no session cookies of the principal,
   *   `recent_login_required`, or an error of {@link StartLogin}
   */
  async run(
    principal: Pick<Principal, 'userId' | 'sessionId' | 'authTime'>,
    { provider, returnTo: requestedPath, accountId, parameters }: LinkStart,
    request: HttpRequest,
    response: unknown,
  ): Promise<void> {
    const { userId, sessionId } = principal;
    if (this.cookieSession.fromRequest(request)?.sessionId !== sessionId) {
      throw new SocialAuthError('link_refused', {
        reason: 'the refresh cookie is missing or belongs to another session',
      });
    }
    const returnTo = this.paths.returnTo(requestedPath);
    if (accountId === undefined) {
      requireRecentLogin(principal, RECENT_LOGIN_MS, this.clock.milliseconds(), {
        userId,
        returnTo,
      });
    }
    const intent = { returnTo, link: { userId, sessionId, accountId } };
    const url = await this.startLogin.run(provider, intent, request, response, parameters);
    this.redirect.send(request, response, provider, url);
  }
}
