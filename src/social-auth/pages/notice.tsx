import type { ComponentChildren } from 'preact';
import { CheckIcon } from './icons.js';

/** Props of {@link Notice}. */
export interface NoticeProps {
  /** `success`: an action is complete; `neutral`: information. */
  readonly tone: 'success' | 'neutral';
  readonly children: ComponentChildren;
}

/** A sentence at the top of a page, announced by screen readers as a status. */
export function Notice({ tone, children }: NoticeProps) {
  return (
    <p class={tone === 'success' ? 'notice notice-success' : 'notice'} role="status">
      {tone === 'success' && <CheckIcon />}
      <span>{children}</span>
    </p>
  );
}
