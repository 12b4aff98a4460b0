import { Injectable } from '@nestjs/common';
import { BROWSER_CLIENT_ID } from '../../core/oauth-client.js';
import type { InactiveReason } from '../../sessions/session.js';
import { SessionStore } from '../../sessions/session.store.js';
import { RefreshTokenService, type RefreshClaims } from '../../tokens/refresh-token.service.js';
import { FlashMessages, type FlashMessage } from '../request/flash-messages.js';
import type { HttpRequest } from '../request/http-request.js';
import { SessionCookies } from './session-cookies.js';

/** The notice of the login page, by the reason for which a session has ended. */
const NOTICES: Readonly<Record<InactiveReason, FlashMessage['message']>> = {
  account_unlinked: 'session_account_unlinked',
  deletion_requested: 'session_deletion_requested',
  expired: 'session_expired',
  logout: 'session_revoked_elsewhere',
  merge_undone: 'session_merge_undone',
  replaced: 'session_ended',
  reuse_detected: 'session_reused',
  revoked: 'session_revoked_elsewhere',
  revoked_by_admin: 'session_revoked_by_admin',
  unknown: 'session_ended',
  user_deleted: 'session_ended',
  user_disabled: 'session_user_disabled',
  users_merged: 'session_users_merged',
};

/** Identifies the session of a browser by its refresh cookie, which outlives the access cookie. */
@Injectable()
export class CookieSession {
  constructor(
    private readonly cookies: SessionCookies,
    private readonly refreshTokens: RefreshTokenService,
    private readonly sessions: SessionStore,
    private readonly flashMessages: FlashMessages,
  ) {}

  /** Returns the claims of a valid refresh cookie. Does not check whether the session is active. */
  fromRequest(request: HttpRequest): RefreshClaims | undefined {
    const token = this.cookies.refreshToken(request);
    const claims = token === undefined ? undefined : this.refreshTokens.verify(token);
    return claims?.clientId === BROWSER_CLIENT_ID ? claims : undefined;
  }

  /**
   * Clears the cookies of a session that has ended, and passes the reason to the login page. Only a browser with the
   * refresh token of the session receives the reason.
   */
  async end(request: HttpRequest, response: unknown): Promise<void> {
    this.#clear(response, await this.#findInactiveReason(request));
  }

  /** Like {@link end}, unless the session is active. */
  async endIfInactive(request: HttpRequest, response: unknown): Promise<void> {
    const reason = await this.#findInactiveReason(request);
    if (reason !== undefined) this.#clear(response, reason);
  }

  #clear(response: unknown, reason: InactiveReason | undefined): void {
    this.cookies.clear(response);
    this.flashMessages.set(response, reason === undefined ? 'session_ended' : NOTICES[reason]);
  }

  async #findInactiveReason(request: HttpRequest): Promise<InactiveReason | undefined> {
    const claims = this.fromRequest(request);
    return claims === undefined ? undefined : this.sessions.findInactiveReason(claims.sessionId);
  }
}
