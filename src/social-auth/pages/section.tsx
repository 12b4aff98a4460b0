import type { ComponentChildren } from 'preact';

/**
 * Props of {@link Section}.
 *
 * @publicApi
 */
export interface SectionProps {
  /** The id of the heading, which labels the section for screen readers. Unique on the page. */
  readonly id: string;
  readonly title: string;
  readonly children: ComponentChildren;
}

/**
 * A section of the account page: a heading and a card.
 *
 * @publicApi
 */
export function Section({ id, title, children }: SectionProps) {
  return (
    <section class="section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div class="card card-list">{children}</div>
    </section>
  );
}

/**
 * A list of {@link Row}s.
 *
 * @publicApi
 */
export function Rows({ children }: { children: ComponentChildren }) {
  return (
    // VoiceOver announces a list without markers as a list only if it has the role.
    <ul class="rows" role="list">
      {children}
    </ul>
  );
}

/**
 * Props of {@link Row}.
 *
 * @publicApi
 */
export interface RowProps {
  readonly icon: ComponentChildren;
  readonly title: ComponentChildren;
  readonly details: ComponentChildren;
  /** A form or a confirmation. Moves below the text on narrow screens. */
  readonly action?: ComponentChildren;
}

/**
 * An entry of {@link Rows}.
 *
 * @publicApi
 */
export function Row({ icon, title, details, action }: RowProps) {
  return (
    <li class="row">
      <span class="row-icon">{icon}</span>
      <div class="row-content">
        <div class="row-text">
          <p class="row-title">{title}</p>
          <div class="small muted">{details}</div>
        </div>
        {action}
      </div>
    </li>
  );
}
