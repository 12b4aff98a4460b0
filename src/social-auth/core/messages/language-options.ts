import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { ENGLISH, type PageMessages } from './english.js';
import { placeholders, type MessageCatalog, type PluralMessage } from './message-catalog.js';

/** The languages into which the module is translated, the default first. */
export const BUILT_IN_LOCALES = ['en', 'ar', 'de'];

/**
 * The part of a request from which an app chooses a language.
 *
 * @publicApi
 */
export interface LocaleRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The parsed query, not validated. */
  readonly query?: unknown;
}

/** The language options of the pages. */
export interface LanguageOptions {
  readonly locales?: readonly string[] | undefined;
  readonly locale?: ((request: LocaleRequest) => string | undefined) | undefined;
  readonly messages: Readonly<Record<string, Partial<PageMessages>>>;
}

/** The languages of the pages, as canonical BCP 47 tags. */
export interface ResolvedLanguages {
  /** At least one. The first is the default. */
  readonly locales: readonly string[];
  readonly locale: LanguageOptions['locale'];
  readonly messages: ReadonlyMap<string, Partial<PageMessages>>;
}

const LANGUAGE_TAG = "must be a language tag (BCP 47), such as 'de' or 'pt-BR'";

const localeSchema = z.string(LANGUAGE_TAG).refine(isLanguageTag, LANGUAGE_TAG);

const messagesSchema = z
  .record(z.string(), z.custom<Partial<PageMessages>>(isObject, 'must be an object'))
  .superRefine((languages, context) => {
    for (const [locale, messages] of Object.entries(languages)) {
      if (!isLanguageTag(locale)) {
        context.addIssue({ code: 'custom', path: [locale], message: LANGUAGE_TAG });
      }
      for (const [key, message] of Object.entries(messages)) {
        const problem = findProblem(key, message);
        if (problem !== undefined) {
          context.addIssue({ code: 'custom', path: [locale, key], message: problem });
        }
      }
    }
  });

/** The schemas of the language options, which are part of the option `pages`. */
export const languageSchemas = {
  locales: z
    .array(localeSchema, 'must be an array of language tags')
    .min(1, 'must contain at least one language tag')
    .optional(),
  locale: z
    .custom<LanguageOptions['locale']>((value) => typeof value === 'function', 'must be a function')
    .optional(),
  messages: messagesSchema.default({}),
};

/** Returns the languages of the option `locales`, or without the option all languages that have messages. */
export function resolveLanguages({
  locales,
  locale,
  messages,
}: LanguageOptions): ResolvedLanguages {
  const own = new Map(
    Object.entries(messages).map(([name, catalog]) => [canonical(name), catalog] as const),
  );
  const names = locales?.map(canonical) ?? [...BUILT_IN_LOCALES, ...own.keys()];
  return { locales: [...new Set(names)], locale, messages: own };
}

/** Returns the problem of an untrusted message of the app, or undefined if the message is valid. */
function findProblem(key: string, message: unknown): string | undefined {
  const english = Object.hasOwn(ENGLISH, key) ? (ENGLISH as MessageCatalog)[key] : undefined;
  if (english === undefined) return 'is not a message of the pages';
  if (typeof english === 'string') {
    if (typeof message !== 'string') return 'must be a string';
  } else if (!isPlural(message)) {
    return "must be an object of strings with the key 'other'";
  }
  const known = placeholders(english);
  const unknown = [...placeholders(message)].find((name) => !known.has(name));
  return unknown === undefined ? undefined : `has the unknown placeholder {${unknown}}`;
}

function isPlural(message: unknown): message is PluralMessage {
  return (
    isObject(message) &&
    'other' in message &&
    Object.values(message).every((form) => typeof form === 'string')
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

const canonical = (tag: string): string => Intl.getCanonicalLocales(tag)[0] ?? tag;
