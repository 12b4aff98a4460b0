import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { EmulatorResponse } from '../server/http.js';
import { STYLESHEET_HASH } from './stylesheet.js';

/**
 * Renders a page, with a Content Security Policy that allows only its stylesheet, pictures and forms.
 *
 * The policy contains no `form-action`, because Chromium applies this directive to all redirects after a form, and the
 * application may then redirect to a client on another origin.
 */
export function pageResponse(status: number, page: VNode): EmulatorResponse {
  const policy = [
    "default-src 'none'",
    `style-src ${STYLESHEET_HASH}`,
    "img-src 'self' data:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
    body: `<!doctype html>${renderToString(page)}`,
  };
}
