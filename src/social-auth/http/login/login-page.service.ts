import { Inject, Injectable } from '@nestjs/common';
import { SUPPORT_CODE } from '../../../crypto/random.js';
import { RESOLVED_OPTIONS, type PageProvider, type ResolvedOptions } from '../../core/options.js';
import { accountNoticeText, isAccountNotice } from '../../pages/account-notices.js';
import { errorMessage, hasErrorMessage } from '../../core/error-messages.js';
import { isLoginNotice, LOGIN_NOTICES, type LoginNotice } from '../../pages/login-notices.js';
import { providerIconUrl } from '../../pages/logos.js';
import { parseAuthorizationRequest, toFormFields } from '../request/authorization-request.js';
import { FlashMessages, type FlashMessage } from '../request/flash-messages.js';
import type { HttpRequest } from '../request/http-request.js';
import { LastProviderCookie } from '../request/last-provider-cookie.js';
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
    private readonly paths: RoutePaths,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /**
   * Returns the data of a page. The response must not be cached, because the data depends on the browser.
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
    const notice =
      this.#consumeNotice(request, response) ?? this.#reasonNotice(request, query, isHome);
    const error = this.#error(query);
    return {
      providers: this.options.pageProviders.map((provider) => this.#provider(provider)),
      ...(lastProvider !== undefined && { lastProvider: lastProvider.name }),
      fields: { ...toFormFields(client), ...(!isHome && { returnTo }) },
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
      login: post('POST /auth/:provider'),
      link: post('POST /auth/:provider/link'),
    };
  }

  /** Returns the notice that the previous request has left. */
  #consumeNotice(request: HttpRequest, response: unknown): LoginPageNotice | undefined {
    const flash = this.flashMessages.consume(request, response);
    return flash === undefined ? undefined : this.#flashNotice(flash);
  }

  #flashNotice({ message, provider }: FlashMessage): LoginPageNotice | undefined {
    if (isLoginNotice(message)) return loginNotice(message);
    if (!isAccountNotice(message)) return undefined;
    // The cookie is not signed: only the label of a configured provider is shown.
    const label = this.#findProvider(provider)?.label;
    return { code: message, message: accountNoticeText({ message, label }) };
  }

  /** Returns the reason for showing the login page. */
  #reasonNotice(
    { principal }: HttpRequest,
    query: LoginPageQuery,
    isHome: boolean,
  ): LoginPageNotice | undefined {
    if (query['error'] === 'login_canceled') return loginNotice('login_canceled');
    if (principal === undefined) return isHome ? undefined : loginNotice('login_required');
    return isLoginRequired(query) ? loginNotice('login_again') : undefined;
  }

  /** The query is not signed: only known codes, support codes of the right form and configured providers are shown. */
  #error({ error: code, supportCode, provider }: LoginPageQuery): LoginPageError | undefined {
    if (typeof code !== 'string' || code === 'login_canceled' || !hasErrorMessage(code)) {
      return undefined;
    }
    const isSupportCode = typeof supportCode === 'string' && SUPPORT_CODE.test(supportCode);
    const label = this.#findProvider(provider)?.label;
    return { code, ...errorMessage(code, label), ...(isSupportCode && { supportCode }) };
  }

  #findProvider(name: unknown): PageProvider | undefined {
    return this.options.pageProviders.find((provider) => provider.name === name);
  }
}

/** Returns whether a signed-in user is to sign in again. */
export function isLoginRequired(query: LoginPageQuery): boolean {
  return (
    query['prompt'] === 'login' ||
    query['error'] === 'login_canceled' ||
    query['redirect_uri'] !== undefined
  );
}

const loginNotice = (code: LoginNotice): LoginPageNotice => ({
  code,
  message: LOGIN_NOTICES[code].children,
});
