import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

/** Turns a page element into a complete HTML document; all text in it is escaped. */
export function renderPage<P>(page: VNode<P>): string {
  return `<!doctype html>${renderToString(page)}`;
}
