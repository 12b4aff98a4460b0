import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

/** Renders a page to a complete HTML document. Escapes all text. */
export function renderPage<P>(page: VNode<P>): string {
  return `<!doctype html>${renderToString(page)}`;
}
