import { Inject, Injectable } from '@nestjs/common';
import type { VNode } from 'preact';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { contentSecurityPolicy } from '../../pages/content-security-policy.js';
import { renderPage } from '../../pages/render.js';
import { NO_STORE_HEADERS, ResponseHeaders } from './response-headers.js';
import { RoutePaths } from './route-paths.js';

const PAGE_HEADERS = {
  ...NO_STORE_HEADERS,
  'Content-Type': 'text/html; charset=utf-8',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** The images of a page: the logo, or the logo and profile pictures from any host. */
export type PageImages = 'logo' | 'profile-pictures';

/** Renders pages, with the headers that protect them. */
@Injectable()
export class PageRenderer {
  readonly #policies: Readonly<Record<PageImages, string>>;

  constructor(
    private readonly headers: ResponseHeaders,
    private readonly paths: RoutePaths,
    @Inject(RESOLVED_OPTIONS) options: ResolvedOptions,
  ) {
    const formActions = [
      ...options.providers.map((provider) => provider.authorizationUrl),
      ...options.clients.flatMap(({ redirectUris }) => redirectUris),
    ];
    const logo = logoSources(options);
    this.#policies = {
      logo: contentSecurityPolicy({ formActions, images: logo }),
      'profile-pictures': contentSecurityPolicy({
        formActions,
        images: [...logo, 'https:', ...plainHttpProfileUrls(options)],
      }),
    };
  }

  /** Sets the headers of a page and returns its HTML. */
  render<P>(response: unknown, page: VNode<P>, images: PageImages = 'logo'): string {
    this.headers.set(response, {
      ...PAGE_HEADERS,
      'Content-Security-Policy': this.#policies[images],
    });
    return renderPage(page, this.paths.url);
  }
}

/** Returns the logo unless it is a path, which the policy allows as `'self'`. */
function logoSources({ pages: { logoUrl } }: ResolvedOptions): string[] {
  return logoUrl === undefined || logoUrl.startsWith('/') ? [] : [logoUrl];
}

/** Returns the profile URLs of an emulator on localhost, which serves its pictures over plain http. */
function plainHttpProfileUrls({ providers }: ResolvedOptions): string[] {
  return providers
    .flatMap((provider) => Object.values(provider.profileUrls))
    .filter((url) => url.startsWith('http:'));
}
