import type { AccountPageHint } from '../core/feature.js';

/** A hint at the top of the account page: a sentence, a link to the suggested page, and a button that hides the hint. */
export function AccountHint({ hint: { text, link, dismiss } }: { hint: AccountPageHint }) {
  return (
    <aside class="hint">
      <p>{text}</p>
      <div class="hint-actions">
        <a class="button" href={link.url}>
          {link.label}
        </a>
        <form method="post" action={dismiss.url}>
          <button type="submit" class="button-plain">
            {dismiss.label}
          </button>
        </form>
      </div>
    </aside>
  );
}
