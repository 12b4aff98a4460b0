/** What a page needs to know to name a person. */
export interface Named {
  readonly name?: string;
  readonly email?: string;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const SEPARATE_LETTERS = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}].*/u;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** The name to greet a person by: name, else email, else "Your account". */
export function displayName({ name, email }: Named): string {
  if (name !== undefined && VISIBLE.test(name)) return name.trim();
  return email ?? 'Your account';
}

/**
 * One or two initials to stand in for a picture, or an empty string when there is nothing to take
 * them from; scripts whose letters join or stand for a word alone give one.
 */
export function initials({ name, email }: Named): string {
  const text = (name !== undefined && VISIBLE.test(name) ? name : (email ?? '')).trim();
  const words = text.split(/\s+/u).filter((word) => LETTER_OR_DIGIT.test(word));
  const first = firstCharacter(words[0] ?? text);
  const last = firstCharacter(words.slice(1).at(-1) ?? '');
  const both = SEPARATE_LETTERS.test(first) && SEPARATE_LETTERS.test(last);
  return (both ? first + last : first).toUpperCase();
}

/** The first letter or digit as a person sees it (a whole grapheme), else the first character. */
export function firstCharacter(text: string): string {
  const from = LETTER_OR_DIGIT.exec(text)?.[0] ?? text;
  for (const { segment } of graphemes.segment(from)) return segment;
  return '';
}
