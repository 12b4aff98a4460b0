import type { ComponentChildren } from 'preact';
import { TickIcon } from './icons.js';

/** What a page says about what was just done. */
export interface NoticeProps {
  /** `good`: it was done; `plain`: something to know. */
  readonly tone: 'good' | 'plain';
  readonly children: ComponentChildren;
}

/** A sentence at the top of a page that assistive technology reads out as a status. */
export function Notice({ tone, children }: NoticeProps) {
  return (
    <p class={tone === 'good' ? 'notice good' : 'notice'} role="status">
      {tone === 'good' && <TickIcon />}
      <span>{children}</span>
    </p>
  );
}
