import { Inject, Injectable } from '@nestjs/common';
import { h, type FunctionComponent } from 'preact';
import {
  RESOLVED_OPTIONS,
  type PageBranding,
  type PageProvider,
  type ResolvedOptions,
} from '../../core/options.js';
import { authorizationUrls, profileOrigins } from '../../core/provider-urls.js';
import { contentSecurityPolicy } from '../../pages/content-security-policy.js';
import { renderPage } from '../../pages/render.js';
import type { HttpRequest } from './http-request.js';
import { Localizer } from './localizer.js';
import { NO_STORE_HEADERS, ResponseHeaders } from './response-headers.js';
import { RoutePaths } from './route-paths.js';

const PAGE_HEADERS = {
  ...NO_STORE_HEADERS,
  'Content-Type': 'text/html; charset=utf-8',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/**
 * The images that a page may show. `branding`: logo and icons. `profile-pictures`: also profile pictures from any host.
 *
 * @publicApi
 */
export type PageImages = 'branding' | 'profile-pictures';

/**
 * Renders pages, with the headers that protect them: a strict Content Security Policy without scripts, no framing, no
 * caching.
 *
 * Use it for pages of your app in the design of the module's pages, with components such as `Layout` and `Section`.
 *
 * @publicApi
 * @example
 * ```tsx
 * @Get('welcome')
 * welcome(@Req() request: HttpRequest, @Res({ passthrough: true }) response: unknown) {
 *   return this.renderer.render(request, response, WelcomePage, { branding: this.renderer.branding });
 * }
 * ```
 */
@Injectable()
export class PageRenderer {
  readonly #policies: Readonly<Record<PageImages, string>>;

  constructor(
    private readonly headers: ResponseHeaders,
    private readonly localizer: Localizer,
    private readonly paths: RoutePaths,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {
    const formActions = [
      ...options.providers.flatMap(authorizationUrls),
      ...options.clients.flatMap(({ redirectUris }) => redirectUris),
    ];
    const branding = brandingSources(options);
    const { accentColor } = options.pages;
    this.#policies = {
      branding: contentSecurityPolicy({ formActions, images: branding, accentColor }),
      'profile-pictures': contentSecurityPolicy({
        formActions,
        accentColor,
        images: [...branding, 'https:', ...plainHttpProfileUrls(options)],
      }),
    };
  }

  /** The name, logo, color and links of the option `pages`, for `Layout`. */
  get branding(): PageBranding {
    return this.options.pages;
  }

  /** Returns a provider for `ProviderLogo`. The label of a provider that is not configured is its name. */
  provider(name: string): PageProvider {
    const { pageProviders } = this.options;
    return pageProviders.find((each) => each.name === name) ?? { name, label: name };
  }

  /**
   * Sets the headers of a page and returns its HTML, in the language of the request.
   *
   * @param images which images the page shows in addition to images of the app's own origin
   */
  render<P extends object>(
    request: HttpRequest,
    response: unknown,
    page: FunctionComponent<P>,
    props: P,
    images: PageImages = 'branding',
  ): string {
    const localization = this.localizer.forRequest(request);
    this.headers.setLanguage(response, localization.locale);
    this.headers.set(response, {
      ...PAGE_HEADERS,
      'Content-Security-Policy': this.#policies[images],
    });
    return renderPage(h(page, props), this.paths.url, localization);
  }
}

/** Returns the images on other origins. The policy allows paths and data URLs on every page. */
function brandingSources({ pages, pageProviders }: ResolvedOptions): string[] {
  const images = [pages.logoUrl, pages.faviconUrl, ...pageProviders.map(({ iconUrl }) => iconUrl)];
  return images.filter((url) => url !== undefined).filter((url) => /^https:/i.test(url));
}

/** Returns the profile URLs of an emulator on localhost, which serves its pictures over plain http. */
function plainHttpProfileUrls({ providers }: ResolvedOptions): string[] {
  return providers.flatMap(profileOrigins).filter((url) => url.startsWith('http:'));
}
