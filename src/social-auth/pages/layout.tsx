import type { ComponentChildren } from 'preact';
import type { PageBranding } from '../core/options.js';
import { useLocalization } from './localization-context.js';
import { ProductLogo, svgUrl } from './logos.js';
import { PAGE_BACKGROUND, stylesheet } from './stylesheet.js';

/**
 * Props of {@link Layout}.
 *
 * @publicApi
 */
export interface LayoutProps {
  /** The title of the page. The product name is appended. */
  readonly title: string;
  readonly branding: PageBranding;
  /** Uses a wider column that starts at the top, for a page with several sections. */
  readonly wide?: boolean;
  /** The URL that the browser opens at once instead of this page. */
  readonly refreshUrl?: string;
  readonly children: ComponentChildren;
}

/**
 * The document of every page: head, product name and logo, content, legal links.
 *
 * @publicApi
 */
export function Layout({ title, branding, wide = false, refreshUrl, children }: LayoutProps) {
  const { locale, direction } = useLocalization();
  return (
    <html lang={locale} dir={direction}>
      <Head
        title={`${title} · ${branding.productName}`}
        branding={branding}
        refreshUrl={refreshUrl}
      />
      <body>
        <div class={wide ? 'container container-wide' : 'container'}>
          <header class="site-header">
            <Brand branding={branding} />
          </header>
          <main>{children}</main>
          <LegalLinks branding={branding} />
        </div>
      </body>
    </html>
  );
}

/** Logo and product name, as a link to `appUrl` if the option is set. */
function Brand({ branding }: { branding: PageBranding }) {
  const { productName, logoUrl, appUrl, accentColor } = branding;
  const brand = (
    <>
      {logoUrl === undefined ? <ProductLogo color={accentColor} /> : <img src={logoUrl} alt="" />}
      <span dir="auto">{productName}</span>
    </>
  );
  if (appUrl === undefined) return brand;
  return (
    <a class="app-link" href={appUrl}>
      {brand}
    </a>
  );
}

function LegalLinks({ branding: { termsUrl, privacyUrl } }: { branding: PageBranding }) {
  const localization = useLocalization();
  if (termsUrl === undefined && privacyUrl === undefined) return null;
  return (
    <footer class="site-footer">
      {termsUrl !== undefined && <a href={termsUrl}>{localization.text('layout.terms')}</a>}
      {privacyUrl !== undefined && <a href={privacyUrl}>{localization.text('layout.privacy')}</a>}
    </footer>
  );
}

interface HeadProps {
  readonly title: string;
  readonly branding: PageBranding;
  readonly refreshUrl: string | undefined;
}

function Head({ title, branding, refreshUrl }: HeadProps) {
  const { faviconUrl, logoUrl, accentColor } = branding;
  const favicon = faviconUrl ?? logoUrl ?? svgUrl(<ProductLogo color={accentColor} />);
  return (
    <head>
      <meta charset="utf-8" />
      {refreshUrl !== undefined && <meta http-equiv="refresh" content={`0; url=${refreshUrl}`} />}
      <title>{title}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
      <meta name="color-scheme" content="light dark" />
      <meta
        name="theme-color"
        media="(prefers-color-scheme: light)"
        content={PAGE_BACKGROUND.light}
      />
      <meta
        name="theme-color"
        media="(prefers-color-scheme: dark)"
        content={PAGE_BACKGROUND.dark}
      />
      <meta name="robots" content="noindex" />
      {/* Safari would turn a support code into a link to a phone number. */}
      <meta name="format-detection" content="telephone=no" />
      <link rel="icon" href={favicon} />
      {/* Escaped text would not match the hash in the policy. The stylesheet has no text of a request. */}
      <style dangerouslySetInnerHTML={{ __html: stylesheet(accentColor) }} />
    </head>
  );
}
