import type { ComponentChildren } from 'preact';

/** A titled card on the account page. */
export interface SectionProps {
  /** An id that is unique on the page; it names the section for screen readers. */
  readonly id: string;
  readonly title: string;
  readonly children: ComponentChildren;
}

/** A part of the account page: a heading and a card, in which {@link Rows} come first. */
export function Section({ id, title, children }: SectionProps) {
  return (
    <section class="section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div class="card listing">{children}</div>
    </section>
  );
}

/** A list of {@link Row}s. */
export function Rows({ children }: { children: ComponentChildren }) {
  return (
    // Safari forgets that a list without markers is one.
    <ul class="rows" role="list">
      {children}
    </ul>
  );
}

/** One line of a list: a mark, what it is, and what can be done with it. */
export interface RowProps {
  readonly mark: ComponentChildren;
  readonly name: ComponentChildren;
  readonly detail: ComponentChildren;
  /** A badge or a form at the end of the row. */
  readonly aside?: ComponentChildren;
}

/** A row of {@link Rows}; the aside wraps below on narrow screens. */
export function Row({ mark, name, detail, aside }: RowProps) {
  return (
    <li class="row">
      <span class="mark">{mark}</span>
      <div class="body">
        <div class="what">
          <p class="name">{name}</p>
          <div class="small muted">{detail}</div>
        </div>
        {aside}
      </div>
    </li>
  );
}
