import type { ComponentChildren } from 'preact';
import { STYLESHEET } from './stylesheet.js';

/** Props of {@link Layout}. */
export interface LayoutProps {
  readonly title: string;
  /** The text above the content, which says that the page is not the real provider. */
  readonly banner: string;
  readonly children: ComponentChildren;
}

/** The document of every page of the emulator, with a banner above the content. */
export function Layout({ title, banner, children }: LayoutProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {/* Without an icon, browsers request /favicon.ico. */}
        <link rel="icon" href="data:," />
        {/* The stylesheet is not escaped, because escaped text would not match the hash in the policy. This is safe, because the stylesheet is constant. */}
        <style dangerouslySetInnerHTML={{ __html: STYLESHEET }} />
      </head>
      <body>
        <div class="card">
          <header class="banner">{banner}</header>
          <main>{children}</main>
        </div>
      </body>
    </html>
  );
}
