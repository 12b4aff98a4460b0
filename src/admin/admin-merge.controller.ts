import {
  Body,
  Get,
  Inject,
  NotFoundException,
  Optional,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiRoutes,
  CurrentPrincipal,
  PageRenderer,
  RecentLogin,
  SocialAuthError,
  type HttpRequest,
  type Principal,
} from '../social-auth/index.js';
import { MergePresentation, UserMerges } from '../user-merge/index.js';
import { ADMIN_OPTIONS, type ResolvedAdminOptions } from './admin-options.js';
import { expectsPage } from './admin-request.js';
import { AdminResponses } from './admin-responses.js';
import { ADMIN_MERGE_ROUTES } from './admin.openapi.js';
import { encodeConfirmation, parseConfirmation, toMergeView } from './merge-view.js';
import { MergePage } from './pages/merge-page.js';

/** Unvalidated parameters of a page or a form. */
type Parameters = Readonly<Record<string, unknown>> | undefined;

/** The routes with which administrators merge two users. They respond with 404 without `UserMergeModule`. */
@ApiRoutes(ADMIN_MERGE_ROUTES)
export class AdminMergeController {
  constructor(
    @Optional() @Inject(UserMerges) private readonly merges: UserMerges | undefined,
    @Optional() @Inject(MergePresentation) private readonly texts: MergePresentation | undefined,
    private readonly responses: AdminResponses,
    private readonly renderer: PageRenderer,
    @Inject(ADMIN_OPTIONS) private readonly options: ResolvedAdminOptions,
  ) {}

  /** Shows what changes if this user and the user in the parameter `with` are merged, in both directions. */
  @Get(':userId/merge')
  @RecentLogin('5m')
  async preview(
    @Param('userId') userId: string,
    @Query() query: Parameters,
    @CurrentPrincipal() actor: Principal,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    const { merges, texts } = this.#feature();
    const other = typeof query?.['with'] === 'string' ? query['with'].trim() : '';
    const options = { actor, requiredRole: this.options.role };
    const previews = [
      await merges.preview(other, userId, options),
      await merges.preview(userId, other, options),
    ];
    const choices = previews.map((preview) => ({ preview, token: encodeConfirmation(preview) }));
    if (!expectsPage(request)) return this.responses.ok(response, toMergeView(choices));
    const usersPath = this.responses.usersPath(request);
    const html = this.renderer.render(request, response, MergePage, {
      branding: this.renderer.branding,
      texts,
      choices,
      providerOf: (name: string) => this.renderer.provider(name),
      userUrl: `${usersPath}/${encodeURIComponent(userId)}`,
    });
    this.responses.ok(response, html);
  }

  /** Runs the merge that the preview confirms. */
  @Post(':userId/merge')
  @RecentLogin('5m')
  async merge(
    @Param('userId') userId: string,
    @Body() body: Parameters,
    @CurrentPrincipal() actor: Principal,
    @Req() request: HttpRequest,
    @Res() response: unknown,
  ): Promise<void> {
    const { merges } = this.#feature();
    const { absorbedId, survivorId, digest } = parseConfirmation(body?.['preview']);
    if (userId !== absorbedId && userId !== survivorId) {
      throw new SocialAuthError('invalid_request', {
        reason: 'the preview belongs to other users',
      });
    }
    const options = { actor, requiredRole: this.options.role, digest };
    await merges.merge(absorbedId, survivorId, options);
    this.responses.done(request, response, 'merged', survivorId);
  }

  /** @throws NotFoundException without `UserMergeModule` */
  #feature(): { merges: UserMerges; texts: MergePresentation } {
    const { merges, texts } = this;
    if (merges === undefined || texts === undefined) throw new NotFoundException();
    return { merges, texts };
  }
}
