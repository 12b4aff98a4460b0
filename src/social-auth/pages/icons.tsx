import type { ComponentChildren } from 'preact';

/** A check mark. */
export function CheckIcon() {
  return (
    <Icon>
      <path d="m3 8.5 3.25 3.25L13 4.75" />
    </Icon>
  );
}

/** An exclamation mark in a circle. */
export function AttentionIcon() {
  return (
    <Icon>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M8 4.75v3.75M8 11.2v.05" />
    </Icon>
  );
}

/** A head and shoulders, for a user without a name. */
export function PersonIcon() {
  return (
    <Icon>
      <circle cx="8" cy="5.25" r="2.75" />
      <path d="M2.75 14a5.25 5.25 0 0 1 10.5 0" />
    </Icon>
  );
}

/** A chevron that points to the right. */
export function ChevronIcon() {
  return (
    <Icon>
      <path d="m6.25 4 4 4-4 4" />
    </Icon>
  );
}

/** An arrow down to a line. */
export function DownloadIcon() {
  return (
    <Icon>
      <path d="M8 2.5v7.25M4.75 6.75 8 10l3.25-3.25M3 13.25h10" />
    </Icon>
  );
}

/** A waste bin. */
export function TrashIcon() {
  return (
    <Icon>
      <path d="M2.75 4.25h10.5M6 4.25v-1.5h4v1.5M4.25 4.25l.6 9h6.3l.6-9M6.75 7v3.75M9.25 7v3.75" />
    </Icon>
  );
}

/** Two links of a chain. */
export function LinkIcon() {
  return (
    <Icon>
      <path d="M6.75 9.25a2.5 2.5 0 0 0 3.54 0l2.46-2.46a2.5 2.5 0 0 0-3.54-3.54L8.5 3.96M9.25 6.75a2.5 2.5 0 0 0-3.54 0L3.25 9.21a2.5 2.5 0 0 0 3.54 3.54l.71-.71" />
    </Icon>
  );
}

/**
 * A line icon of 16 × 16 units in the color of the text. Decorative: the text next to it has the same meaning.
 *
 * @publicApi
 */
export function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      {children}
    </svg>
  );
}
