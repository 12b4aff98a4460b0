import { createHash } from 'node:crypto';

import type { EmulatorResponse, AuthorizeError } from './http.js';
import { html, Html } from './html.js';
import { STYLESHEET } from './stylesheet.js';

// Whole, because a formatter's space inside the element would change the hash.
const STYLE = new Html(`<style>${STYLESHEET}</style>`);
const STYLE_HASH = createHash('sha256').update(STYLESHEET).digest('base64');

/** A page of the stand-in. */
export interface Page {
  readonly status?: number;
  readonly title: string;
  readonly banner: string;
  readonly content: Html;
  /** Where its form may lead, redirects included. */
  readonly formTargets?: readonly string[];
}

/** Renders a page under a policy that allows this one stylesheet, own pictures and own forms only. */
export function page({
  status = 200,
  title,
  banner,
  content,
  formTargets = [],
}: Page): EmulatorResponse {
  const { text } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${STYLE}
      </head>
      <body>
        <main>
          <p class="banner">${banner}</p>
          <div class="content">${content}</div>
        </main>
      </body>
    </html> `;
  return { status, headers: pageHeaders(formTargets), body: text };
}

/** The page for a request that cannot be answered otherwise. */
export function refusalPage({ code, message, status }: AuthorizeError): EmulatorResponse {
  return page({
    status,
    title: `Error ${status}: ${code}`,
    banner: 'Development stand-in. This is neither the real Google nor the real GitHub.',
    content: html`<h1>This request was refused</h1>
      <p class="quiet">Error ${status.toString()}: <code>${code}</code></p>
      <p>${message}</p>`,
  });
}

function pageHeaders(formTargets: readonly string[]): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'sha256-${STYLE_HASH}'`,
      "img-src 'self'",
      ["form-action 'self'", ...formTargets].join(' '),
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  };
}
