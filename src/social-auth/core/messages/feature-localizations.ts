import { Localization } from './localization.js';
import type { MessageCatalog, Translation } from './message-catalog.js';

/** Messages by language. */
type Messages<C extends MessageCatalog> = Readonly<Record<string, Partial<Translation<C>>>>;

/**
 * The messages of an optional feature by language. Each language is created when a page needs it.
 *
 * @typeParam C the English catalog, which determines keys and placeholders
 * @publicApi
 */
export class FeatureLocalizations<C extends MessageCatalog> {
  readonly #localizations = new Map<string, Localization<C>>();

  /**
   * @param english the complete messages
   * @param translations the messages of the feature in other languages
   * @param messages the messages of the app by language, which replace the messages of the feature
   */
  constructor(
    private readonly english: Translation<C>,
    private readonly translations: Messages<C>,
    private readonly messages: Messages<C>,
  ) {}

  /** @param locale one of the languages of the option `pages.locales` */
  in(locale: string): Localization<C> {
    const existing = this.#localizations.get(locale);
    if (existing !== undefined) return existing;
    const { language } = new Intl.Locale(locale);
    const created = new Localization<C>(locale, {
      ...this.english,
      ...this.translations[language],
      ...this.messages[language],
      ...this.messages[locale],
    });
    this.#localizations.set(locale, created);
    return created;
  }
}
