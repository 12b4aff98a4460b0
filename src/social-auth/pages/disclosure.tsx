import type { ComponentChildren } from 'preact';
import { ChevronIcon } from './icons.js';

/** The rest of a long list, which unfolds without a script. */
export function Disclosure({
  summary,
  children,
}: {
  summary: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <details class="fold">
      <summary>
        <ChevronIcon />
        {summary}
      </summary>
      {children}
    </details>
  );
}
