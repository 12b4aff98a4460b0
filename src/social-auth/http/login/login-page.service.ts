import { Inject, Injectable } from '@nestjs/common';
import { SUPPORT_CODE } from '../../../crypto/random.js';
import { RESOLVED_OPTIONS, type PageProvider, type ResolvedOptions } from '../../core/options.js';
import { accountNoticeText, isAccountNotice } from '../../pages/account-notices.js';
import { hasErrorMessage } from '../../core/messages/english-errors.js';
import { errorMessage } from '../../core/messages/error-message.js';
import type { Localization } from '../../core/messages/localization.js';
import { isLoginNotice, type LoginNotice } from '../../pages/login-notices.js';
import { providerIconUrl } from '../../pages/logos.js';
import { parseAuthorizationRequest, toFormFields } from '../request/authorization-request.js';
import { FlashMessages, type FlashMessage } from '../request/flash-messages.js';
import type { HttpRequest } from '../request/http-request.js';
import { LastProviderCookie } from '../request/last-provider-cookie.js';
import { Localizer } from '../request/localizer.js';
import { toHintFields } from '../request/login-hints.js';
import { RoutePaths } from '../request/route-paths.js';
import type {
  LoginPageData,
  LoginPageError,
  LoginPageNotice,
  LoginPageProvider,
} from './login-page-data.js';

/** Unvalidated query parameters of the login page. */
type LoginPageQuery = Readonly<Record<string, unknown>>;

/**
 * Returns the data for login, error and account pages of the app.
 *
 * @publicApi
 * @example
 * ```ts
 * @Get('sign-in')
 * @Render('sign-in')
 * show(@Req() request: HttpRequest, @Res({ passthrough: true }) response: unknown) {
 *   return this.loginPage.getData(request, response);
 * }
 * ```
 */
@Injectable()
export class LoginPageService {
  constructor(
    private readonly flashMessages: FlashMessages,
    private readonly lastProvider: LastProviderCookie,
    private readonly localizer: Localizer,
    private readonly paths: RoutePaths,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * Returns the data of a page, in the language of the request. The response must not be cached, because the data depends on
   * the browser.
   *
   * @param request its query has the parameters of the login page or of the error page
   * @param response receives the header that deletes the cookie of a notice, which is shown once
   * @throws SocialAuthError `invalid_request` when the authorization request of a client is invalid
   */
  getData(request: HttpRequest, response: unknown): LoginPageData {
    const query = (request.query ?? {}) as LoginPageQuery;
    const returnTo = this.paths.returnTo(query['returnTo']);
    const client = parseAuthorizationRequest(query, this.options.clients);
    const isHome = returnTo === this.paths.home;
    const lastProvider = this.#findProvider(this.lastProvider.get(request));
    const localization = this.localizer.forRequest(request);
    const flash = this.flashMessages.consume(request, response);
    const notice =
      this.#flashNotice(flash, localization) ?? reasonNotice(request, query, isHome, localization);
    const error = this.#error(query, localization);
    return {
      locale: localization.locale,
      direction: localization.direction,
      providers: this.options.pageProviders.map((provider) => this.#provider(provider)),
      ...(lastProvider !== undefined && { lastProvider: lastProvider.name }),
      fields: { ...toFormFields(client), ...toHintFields(query), ...(!isHome && { returnTo }) },
      ...(notice !== undefined && { notice }),
      ...(error !== undefined && { error }),
    };
  }

  #provider(provider: PageProvider): LoginPageProvider {
    const { name, label } = provider;
    const iconUrl = providerIconUrl(provider);
    const post = (route: 'POST /auth/:provider' | 'POST /auth/:provider/link') =>
      ({ method: 'POST', url: this.paths.url(route, { provider: name }) }) as const;
    return {
      name,
      label,
      ...(iconUrl !== undefined && { iconUrl }),
      canSelectAccount: provider.canSelectAccount === true,
      login: post('POST /auth/:provider'),
      link: post('POST /auth/:provider/link'),
    };
  }

  /** Returns the notice that the previous request has left. */
  #flashNotice(
    flash: FlashMessage | undefined,
    localization: Localization,
  ): LoginPageNotice | undefined {
    if (flash === undefined) return undefined;
    const { message, provider } = flash;
    if (isLoginNotice(message)) return loginNotice(message, localization);
    if (!isAccountNotice(message)) return undefined;
    // The cookie is not signed, so only the label of a configured provider is shown.
    const label = this.#findProvider(provider)?.label;
    return { code: message, message: accountNoticeText({ message, label }, localization) };
  }

  /** The query is not signed, so only known codes, well-formed support codes and configured providers are shown. */
  #error(
    { error: code, supportCode, provider: name, policy }: LoginPageQuery,
    localization: Localization,
  ): LoginPageError | undefined {
    if (typeof code !== 'string' || code === 'login_canceled' || !hasErrorMessage(code)) {
      return undefined;
    }
    const isSupportCode = typeof supportCode === 'string' && SUPPORT_CODE.test(supportCode);
    const isRefused = code === 'sign_in_refused' && typeof policy === 'string';
    const refusal = isRefused ? { policy } : undefined;
    const provider = this.#findProvider(name);
    const message = errorMessage({ code, provider, refusal }, localization);
    return { code, ...message, ...(isSupportCode && { supportCode }) };
  }

  #findProvider(name: unknown): PageProvider | undefined {
    return this.options.pageProviders.find((provider) => provider.name === name);
  }
}

/** Returns whether a signed-in user is to sign in again. */
export function isLoginRequired(query: LoginPageQuery): boolean {
  return (
    query['prompt'] === 'login' ||
    query['prompt'] === 'select_account' ||
    query['error'] === 'login_canceled' ||
    query['redirect_uri'] !== undefined
  );
}

/** Returns the reason for showing the login page. */
function reasonNotice(
  { principal }: HttpRequest,
  query: LoginPageQuery,
  isHome: boolean,
  localization: Localization,
): LoginPageNotice | undefined {
  if (query['error'] === 'login_canceled') return loginNotice('login_canceled', localization);
  if (principal === undefined) {
    return isHome ? undefined : loginNotice('login_required', localization);
  }
  return isLoginRequired(query) ? loginNotice('login_again', localization) : undefined;
}

const loginNotice = (code: LoginNotice, localization: Localization): LoginPageNotice => ({
  code,
  message: localization.text(`notice.${code}`),
});
