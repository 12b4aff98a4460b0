import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { ProductLogo } from './logos.js';
import { STYLESHEET } from './stylesheet.js';
import { PAGE_BACKGROUND } from './styles/tokens.js';

/** What the pages call the product when nobody gave it a name. */
export const DEFAULT_PRODUCT_NAME = 'Social Auth';

const FAVICON = `data:image/svg+xml,${encodeURIComponent(renderToString(<ProductLogo />))}`;

/** What every page has around its content. */
export interface LayoutProps {
  /** What this page is, before the product's name in the title. */
  readonly title: string;
  readonly productName: string;
  /** A page to read rather than one question to answer: a wider column, from the top. */
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

/** The document around a page: head, product mark and the one column its content stands in. */
export function Layout({ title, productName, wide = false, children }: LayoutProps) {
  return (
    <html lang="en">
      <Head title={`${title} · ${productName}`} />
      <body>
        <div class={wide ? 'frame wide' : 'frame'}>
          <header class="brand">
            <ProductLogo />
            <span dir="auto">{productName}</span>
          </header>
          <main>{children}</main>
        </div>
      </body>
    </html>
  );
}

function Head({ title }: { title: string }) {
  return (
    <head>
      <meta charset="utf-8" />
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
      {/* A support code is not a telephone number. */}
      <meta name="format-detection" content="telephone=no" />
      <link rel="icon" href={FAVICON} />
      {/* Escaped text would not match its hash; the stylesheet is a constant of ours. */}
      <style dangerouslySetInnerHTML={{ __html: STYLESHEET }} />
    </head>
  );
}
