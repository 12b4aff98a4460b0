import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../access-token/principal.js';
import { SocialAuthError } from '../../core/errors.js';
import type { LoginParameters } from '../../core/login-parameters.js';
import { CookieSession } from '../credentials/cookie-session.js';
import { ProviderRedirect } from '../login/provider-redirect.js';
import { StartLogin } from '../login/start-login.js';
import type { HttpRequest } from '../request/http-request.js';
import { RoutePaths } from '../request/route-paths.js';

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
 * Starts a login of a signed-in user: redirects to the provider. Only the current session can complete it.
 *
 * It does not check how old the session is. A link changes who can sign in as the user: require a recent login.
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
  ) {}

  /** @throws SocialAuthError `link_refused` when the browser has no session cookies of the principal, or of {@link StartLogin} */
  async run(
    { userId, sessionId }: Pick<Principal, 'userId' | 'sessionId'>,
    { provider, returnTo, accountId, parameters }: LinkStart,
    request: HttpRequest,
    response: unknown,
  ): Promise<void> {
    if (this.cookieSession.fromRequest(request)?.sessionId !== sessionId) {
      throw new SocialAuthError('link_refused', {
        reason: 'the refresh cookie is missing or belongs to another session',
      });
    }
    const intent = {
      returnTo: this.paths.returnTo(returnTo),
      link: { userId, sessionId, accountId },
    };
    const url = await this.startLogin.run(provider, intent, request, response, parameters);
    this.redirect.send(request, response, provider, url);
  }
}
