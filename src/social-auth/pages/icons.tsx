import type { ComponentChildren } from 'preact';

/** A tick, beside words that say the same. */
export function TickIcon() {
  return (
    <Icon>
      <path d="m3 8.5 3.25 3.25L13 4.75" />
    </Icon>
  );
}

/** An exclamation mark in a circle, beside words that say the same. */
export function AttentionIcon() {
  return (
    <Icon>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M8 4.75v3.75M8 11.2v.05" />
    </Icon>
  );
}

/** Somebody of whom we know no name. */
export function PersonIcon() {
  return (
    <Icon>
      <circle cx="8" cy="5.25" r="2.75" />
      <path d="M2.75 14a5.25 5.25 0 0 1 10.5 0" />
    </Icon>
  );
}

/** A chevron towards what comes out when pressed. */
export function ChevronIcon() {
  return (
    <Icon>
      <path d="m6.25 4 4 4-4 4" />
    </Icon>
  );
}

/** A line drawing of 16 by 16 in the colour of its text; decoration, the words are beside it. */
export function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      {children}
    </svg>
  );
}
