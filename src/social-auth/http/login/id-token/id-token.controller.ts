import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../../core/options.js';
import { Public } from '../../guards/access-requirements.js';
import { NavigationGuard } from '../../guards/navigation.guard.js';
import { RateLimited, type TrackedRequest } from '../../guards/rate-limit.guard.js';
import { SameOriginGuard } from '../../guards/same-origin.guard.js';
import { ApiRoutes } from '../../openapi/api-routes.decorator.js';
import { parseAuthorizationRequest } from '../../request/authorization-request.js';
import { crossSiteReason } from '../../request/cross-site-reason.js';
import { acceptsHtml, type HttpRequest } from '../../request/http-request.js';
import { NoStore } from '../../request/no-store.decorator.js';
import { ResponseSender } from '../../request/response-sender.js';
import { RoutePaths } from '../../request/route-paths.js';
import { CrossSiteCredential } from './cross-site-credential.js';
import { IdTokenNonces } from './id-token-nonces.js';
import { parseIdTokenRequest } from './id-token-request.js';
import { ID_TOKEN_ROUTES } from './id-token.openapi.js';
import { SignInWithIdToken } from './sign-in-with-id-token.js';

const trackNonce = (nonces: IdTokenNonces, request: HttpRequest): TrackedRequest => ({
  name: nonces.find(request) === undefined ? 'invalidCallback' : 'login',
});

/** Logins with the ID token of a provider, from One Tap, FedCM or an SDK. */
@ApiRoutes(ID_TOKEN_ROUTES)
@Public()
@Controller('auth')
export class IdTokenController {
  constructor(
    private readonly signIn: SignInWithIdToken,
    private readonly nonces: IdTokenNonces,
    private readonly crossSite: CrossSiteCredential,
    private readonly sameOrigin: SameOriginGuard,
    private readonly sender: ResponseSender,
    private readonly paths: RoutePaths,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Returns the nonce that a page passes to the script of the provider. */
  @Post(':provider/id-token/nonce')
  @HttpCode(200)
  @NoStore()
  @RateLimited('login')
  @UseGuards(SameOriginGuard)
  issueNonce(
    @Param('provider') name: string,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): void {
    this.signIn.source(name);
    this.sender.ok(response, this.nonces.issue(request, response));
  }

  /** Signs in with an ID token. Requests without the nonce are counted separately, because another site can cause them. */
  @Post(':provider/id-token')
  @HttpCode(200)
  @NoStore()
  @RateLimited(IdTokenNonces, trackNonce)
  async submit(
    @Param('provider') name: string,
    @Body() body: Readonly<Record<string, unknown>> | undefined,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    this.signIn.source(name);
    const client = parseAuthorizationRequest(body ?? {}, this.options.clients);
    const isForm = body?.['g_csrf_token'] !== undefined;
    if (client === undefined && !isForm) this.sameOrigin.check(request);
    const { csrfToken, ...token } = parseIdTokenRequest(body);
    if (client !== undefined) {
      // Needs no proof of the same origin, because no session is read or created, and the code requires the PKCE verifier.
      const presented = { ...token, client, returnTo: this.paths.home };
      const url = new URL(await this.signIn.run(name, presented, request, response));
      return this.sender.ok(response, Object.fromEntries(url.searchParams));
    }
    const isCrossSite = crossSiteReason(request.headers, this.options.publicOrigin) !== undefined;
    if (csrfToken !== undefined && isCrossSite) {
      const { idToken } = token;
      const credential = this.crossSite.encrypt(request, name, { idToken, csrfToken });
      const path = this.paths.url('GET /auth/:provider/id-token', { provider: name });
      return this.sender.seeOther(response, `${path}?credential=${credential}`);
    }
    const returnTo = this.paths.returnTo(body?.['returnTo']);
    const presented = { ...token, client, returnTo };
    const path = await this.signIn.run(name, presented, request, response);
    if (acceptsHtml(request)) this.sender.seeOther(response, path);
    else this.sender.ok(response, { returnTo: path });
  }

  /** Completes the login of a form that a page of the provider has sent. */
  @Get(':provider/id-token')
  @NoStore()
  @RateLimited(IdTokenNonces, trackNonce)
  @UseGuards(NavigationGuard)
  async complete(
    @Param('provider') name: string,
    @Query('credential') credential: unknown,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    this.signIn.source(name);
    const idToken = this.crossSite.decrypt(credential, name);
    const token = { idToken, nonce: undefined, client: undefined, returnTo: this.paths.home };
    this.sender.seeOther(response, await this.signIn.run(name, token, request, response));
  }
}
