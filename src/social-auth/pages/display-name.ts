/**
 * The fields from which the display name of a user is chosen.
 *
 * @publicApi
 */
export interface Named {
  readonly name?: string | null;
  readonly email?: string | null;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const SEPARATE_LETTERS = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}].*/u;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * Returns the name, or the email address when the name has no visible character. Undefined without both.
 *
 * @publicApi
 */
export function displayName({ name, email }: Named): string | undefined {
  return name && VISIBLE.test(name) ? name.trim() : (email ?? undefined);
}

/**
 * Returns one or two initials, or an empty string without a name and an email address.
 *
 * Scripts whose letters join, or in which a character is a word, yield one initial.
 */
export function initials(user: Named): string {
  const text = displayName(user)?.trim() ?? '';
  const words = text.split(/\s+/u).filter((word) => LETTER_OR_DIGIT.test(word));
  const first = firstCharacter(words[0] ?? text);
  const last = firstCharacter(words.slice(1).at(-1) ?? '');
  const both = SEPARATE_LETTERS.test(first) && SEPARATE_LETTERS.test(last);
  return (both ? first + last : first).toUpperCase();
}

/** Returns the first letter or digit, or the first character if there is none, as a complete grapheme cluster. */
export function firstCharacter(text: string): string {
  const from = LETTER_OR_DIGIT.exec(text)?.[0] ?? text;
  for (const { segment } of graphemes.segment(from)) return segment;
  return '';
}
