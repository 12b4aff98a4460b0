import {
  Body,
  Controller,
  Get,
  Header,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import {
  ApiRoutes,
  CurrentPrincipal,
  MessagePages,
  PageAuthGuard,
  ProviderGrants,
  RoutePaths,
  SocialAuthError,
  StartLink,
  type HttpRequest,
  type Localization,
  type Principal,
  type Provider,
} from '../social-auth/index.js';
import { CONSENT_ROUTES } from './consent.openapi.js';
import { ConsentRequests, type ConsentRequest } from './consent-requests.js';
import { describeScopes } from './scopes.js';

/** Unvalidated parameters of the page and its form. */
type Parameters = Readonly<Record<string, unknown>> | undefined;

/**
 * The page that asks a user to grant the app further access at a provider, and the route that starts the login in which
 * the user grants it.
 */
@ApiRoutes(CONSENT_ROUTES)
@UseGuards(PageAuthGuard)
@Controller('auth')
export class ConsentController {
  constructor(
    private readonly consents: ConsentRequests,
    private readonly grants: ProviderGrants,
    private readonly startLink: StartLink,
    private readonly pages: MessagePages,
    private readonly paths: RoutePaths,
  ) {}

  /** Shows which access the app requests. */
  @Get(':provider/consent')
  @Header('Cache-Control', 'no-store')
  show(
    @CurrentPrincipal() principal: Principal,
    @Param('provider') name: string,
    @Query() query: Parameters,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): void {
    const provider = this.grants.get(name);
    const { scopes } = this.#read(principal, name, query);
    const returnTo = this.paths.returnTo(query?.['returnTo']);
    this.pages.send(request, response, (localization) => ({
      title: localization.text('consent.title', { provider: provider.label }),
      message: describeRequest(provider, scopes, localization),
      actions: [
        {
          label: localization.text('error_page.continue', { provider: provider.label }),
          post: this.paths.url('GET /auth/:provider/consent', { provider: name }),
          fields: { request: String(query?.['request']), returnTo },
        },
        { label: localization.text('error_page.back'), href: returnTo },
      ],
    }));
  }

  /**
   * Redirects to the provider, which asks the user to grant the access. Afterwards, the browser returns to `returnTo`.
   */
  @Post(':provider/consent')
  @Header('Cache-Control', 'no-store')
  async start(
    @CurrentPrincipal() principal: Principal,
    @Param('provider') name: string,
    @Body() body: Parameters,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    const { tokenAccess } = this.grants.get(name);
    const { scopes, accountId, loginHint } = this.#read(principal, name, body);
    const parameters = { scopes, loginHint, prompt: tokenAccess?.consentPrompt };
    const link = { provider: name, returnTo: body?.['returnTo'], accountId, parameters };
    await this.startLink.run(principal, link, request, response);
  }

  /** @throws SocialAuthError `invalid_request` */
  #read({ userId }: Principal, name: string, parameters: Parameters): ConsentRequest {
    const request = this.consents.read(userId, parameters?.['request']);
    if (request?.provider === name) return request;
    throw new SocialAuthError('invalid_request', {
      reason: 'the consent request is malformed, expired, or of another user',
    });
  }
}

function describeRequest(
  provider: Provider,
  scopes: readonly string[],
  localization: Localization,
): string {
  const { label } = provider;
  const texts = describeScopes(provider, scopes, localization);
  return texts.length === 0
    ? localization.text('consent.text_without_scopes', { provider: label })
    : localization.text('consent.text', { provider: label, access: texts.join(' · ') });
}
