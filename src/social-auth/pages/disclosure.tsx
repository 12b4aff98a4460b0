import type { ComponentChildren } from 'preact';
import { ChevronIcon } from './icons.js';

/** Props of {@link Disclosure}. */
export interface DisclosureProps {
  readonly summary: string;
  readonly children: ComponentChildren;
}

/** The collapsed rest of a long list. Expands without a script. */
export function Disclosure({ summary, children }: DisclosureProps) {
  return (
    <details class="disclosure">
      <summary>
        <ChevronIcon />
        {summary}
      </summary>
      {children}
    </details>
  );
}
