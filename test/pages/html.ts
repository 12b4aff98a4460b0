import type { VNode } from 'preact';
import { renderPage } from '../../src/social-auth/pages/render.js';

/** Returns the HTML of a page from the body on, without the stylesheet. */
export function renderBody(page: VNode): string {
  return renderPage(page).replace(/^[^]*<body>/, '');
}

/** Returns the content of the status message in the HTML. */
export function statusText(html: string): string | undefined {
  return html.match(/role="status">(.*?)<\/p>/s)?.[1];
}

/** Returns the text of a fragment, with a space between blocks. */
export function blockText(html: string): string {
  return html.replaceAll(/<\/(?:p|summary|li)>/g, ' ').replaceAll(/<[^>]*>/g, '');
}
