/** Maximum number of language ranges to read. Browsers send fewer than ten. */
const MAX_RANGES = 20;

/** Maximum length of a language tag. RFC 5646 §4.4.1 recommends at least 35. */
const MAX_LENGTH = 64;

const RANGE = /^(?<tag>[a-z]{1,8}(?:-[a-z0-9]{1,8})*)(?:;q=(?<weight>[01](?:\.\d{0,3})?))?$/i;

/** Returns the languages of an `Accept-Language` header (RFC 9110 §12.5.4), the preferred first. Ignores `*`. */
export function parseAcceptLanguage(header: string | undefined): string[] {
  const ranges = (header ?? '').split(',', MAX_RANGES).flatMap((text) => {
    const { tag, weight = '1' } = RANGE.exec(text.replaceAll(/\s/g, ''))?.groups ?? {};
    return tag === undefined ? [] : [{ tag, weight: Number(weight) }];
  });
  return ranges
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}

/**
 * Returns the first of the locales that a language range matches: `de-AT` matches `de-AT`, otherwise `de` (RFC 4647 §3.4,
 * lookup).
 *
 * @param ranges the preferred first; not validated
 */
export function lookupLocale(
  ranges: readonly string[],
  locales: readonly string[],
): string | undefined {
  const byName = new Map(locales.map((locale) => [locale.toLowerCase(), locale]));
  return ranges
    .filter((range) => range.length <= MAX_LENGTH)
    .flatMap((range) => withParents(range.toLowerCase()))
    .map((range) => byName.get(range))
    .find((locale) => locale !== undefined);
}

/** Returns a tag and its prefixes, the longest first: `zh-hant-tw`, `zh-hant`, `zh`. */
export function withParents(tag: string): string[] {
  const parent = /^(.+?)(?:-[a-z0-9])?-[^-]+$/i.exec(tag)?.[1];
  return parent === undefined ? [tag] : [tag, ...withParents(parent)];
}
