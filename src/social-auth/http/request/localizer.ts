import { Inject, Injectable } from '@nestjs/common';
import { ENGLISH, type PageMessages } from '../../core/messages/english.js';
import { BUILT_IN_LOCALES } from '../../core/messages/language-options.js';
import { Localization } from '../../core/messages/localization.js';
import {
  lookupLocale,
  parseAcceptLanguage,
  withParents,
} from '../../core/messages/match-locale.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';
import { readTranslation } from '../../pages/translations/read-translation.js';
import type { HttpRequest } from './http-request.js';

/** Determines the language of a page. Reads the messages of a language when a page first needs them. */
@Injectable()
export class Localizer {
  readonly #localizations = new Map<string, Localization>();
  readonly #ofRequests = new WeakMap<HttpRequest, Localization>();

  constructor(@Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions) {}

  /** Returns the messages in the language that the app chooses for a request, or that its browser prefers. */
  forRequest(request: HttpRequest): Localization {
    const known = this.#ofRequests.get(request);
    if (known !== undefined) return known;
    const { locales } = this.options.languages;
    const preferred = parseAcceptLanguage(request.headers['accept-language']);
    const locale = lookupLocale([...this.#chosen(request), ...preferred], locales);
    const localization = this.#localization(locale ?? locales[0] ?? 'en');
    this.#ofRequests.set(request, localization);
    return localization;
  }

  /**
   * Returns the messages in a language, or in the default one.
   *
   * @param locale a BCP 47 tag
   */
  forLocale(locale: string | undefined): Localization {
    const { locales } = this.options.languages;
    const known = locale === undefined ? undefined : lookupLocale([locale], locales);
    return this.#localization(known ?? locales[0] ?? 'en');
  }

  /**
   * Returns the language that the app's function chooses. Its errors are ignored, because they must not replace the page.
   */
  #chosen(request: HttpRequest): string[] {
    try {
      const locale: unknown = this.options.languages.locale?.(request);
      return typeof locale === 'string' ? [locale] : [];
    } catch {
      return [];
    }
  }

  #localization(locale: string): Localization {
    const existing = this.#localizations.get(locale);
    if (existing !== undefined) return existing;
    const created = new Localization<typeof ENGLISH>(locale, this.#messages(locale));
    this.#localizations.set(locale, created);
    return created;
  }

  /** Returns the most specific text of each message, for example in `de-AT`, otherwise in `de`, otherwise in English. */
  #messages(locale: string): PageMessages {
    return withParents(locale)
      .toReversed()
      .reduce<PageMessages>(
        (messages, name) => ({
          ...messages,
          ...(name !== 'en' && BUILT_IN_LOCALES.includes(name) && readTranslation(name)),
          ...this.options.languages.messages.get(name),
        }),
        ENGLISH,
      );
  }
}
