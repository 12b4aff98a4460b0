import { Inject, Injectable } from '@nestjs/common';
import { parseCookie } from 'cookie';
import { Aead } from '../../../../crypto/aead.js';
import { timingSafeEqualStrings } from '../../../../crypto/timing-safe-equal.js';
import { Clock } from '../../../../time/clock.js';
import { SocialAuthError } from '../../../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../../core/options.js';
import { maxCallbackQueryBytes } from '../../../core/response-header-limit.js';
import type { HttpRequest } from '../../request/http-request.js';

/** The cookie that the script of Google Identity Services sets on the page of the app. */
const CSRF_COOKIE = 'g_csrf_token';

/** Lifetime of the redirect, in seconds. */
const LIFETIME_SECONDS = 60;

/**
 * Passes on the ID token of a form that a page of the provider sends (`ux_mode: 'redirect'`).
 *
 * Browsers send a form of another site without cookies that have `SameSite=Lax`, so the form does not prove that this
 * browser has requested the nonce. The browser is therefore redirected, with the encrypted token, to a GET request that has
 * the cookies.
 */
@Injectable()
export class CrossSiteCredential {
  readonly #aead: Aead;

  constructor(
    private readonly clock: Clock,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {
    this.#aead = new Aead(options.secrets, 'id-token-credential');
  }

  /**
   * Encrypts the token for the redirect, if field and cookie `g_csrf_token` are equal (double submit).
   *
   * @param provider name of the provider that the token is for
   * @throws SocialAuthError `cross_site_request`, or `login_refused` when the token is too large for a redirect
   * @see https://developers.google.com/identity/gsi/web/guides/verify-google-id-token
   */
  encrypt(
    { headers }: HttpRequest,
    provider: string,
    token: { readonly idToken: string; readonly csrfToken: string },
  ): string {
    const cookie = parseCookie(headers.cookie ?? '')[CSRF_COOKIE];
    if (cookie === undefined || !timingSafeEqualStrings(cookie, token.csrfToken)) {
      throw new SocialAuthError('cross_site_request', {
        reason: 'the field g_csrf_token is not the value of the cookie g_csrf_token',
      });
    }
    const expiresAt = this.clock.seconds() + LIFETIME_SECONDS;
    const encrypted = this.#aead.encrypt(`${expiresAt} ${token.idToken}`, provider);
    if (encrypted.length > maxCallbackQueryBytes(this.options.responseHeaderLimit)) {
      const reason = 'the ID token is too large for a redirect';
      throw new SocialAuthError('login_refused', { reason });
    }
    return encrypted;
  }

  /**
   * Decrypts the token of the redirect.
   *
   * @throws SocialAuthError `login_expired`
   */
  decrypt(encrypted: unknown, provider: string): string {
    const text =
      typeof encrypted === 'string' ? this.#aead.decrypt(encrypted, provider) : undefined;
    const [expiresAt, idToken] = text?.split(' ') ?? [];
    if (idToken !== undefined && Number(expiresAt) > this.clock.seconds()) return idToken;
    throw new SocialAuthError('login_expired', {
      reason: 'the redirect with the ID token is invalid or older than a minute',
    });
  }
}
