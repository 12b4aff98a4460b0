import type { ComponentChildren } from 'preact';
import { AttentionIcon, CheckIcon } from './icons.js';

/**
 * Props of {@link Notice}.
 *
 * @publicApi
 */
export interface NoticeProps {
  /** `success`: an action is complete; `neutral`: information; `warning`: the account may be at risk. */
  readonly tone: 'success' | 'neutral' | 'warning';
  readonly children: ComponentChildren;
}

/**
 * A sentence at the top of a page, announced by screen readers as a status.
 *
 * @publicApi
 */
export function Notice({ tone, children }: NoticeProps) {
  return (
    <p class={tone === 'neutral' ? 'notice' : `notice notice-${tone}`} role="status">
      {tone === 'success' && <CheckIcon />}
      {tone === 'warning' && <AttentionIcon />}
      <span>{children}</span>
    </p>
  );
}
