import { Localization } from '../../social-auth/index.js';
import { ARABIC } from './arabic.js';
import { ENGLISH, type AdminMessages } from './english.js';
import { GERMAN } from './german.js';

/** The messages of the pages in one language. */
export type AdminLocalization = Localization<typeof ENGLISH>;

const BUILT_IN: Readonly<Record<string, Partial<AdminMessages>>> = { ar: ARABIC, de: GERMAN };

/** The messages of the pages in every language that a page was requested in. */
export class AdminLocalizations {
  readonly #localizations = new Map<string, AdminLocalization>();

  /** @param messages texts of the app by language, which replace those of the module */
  constructor(private readonly messages: Readonly<Record<string, Partial<AdminMessages>>>) {}

  /** @param locale one of the languages of the option `pages.locales` */
  in(locale: string): AdminLocalization {
    const existing = this.#localizations.get(locale);
    if (existing !== undefined) return existing;
    const { language } = new Intl.Locale(locale);
    const messages = {
      ...ENGLISH,
      ...BUILT_IN[language],
      ...this.messages[language],
      ...this.messages[locale],
    };
    const created = new Localization<typeof ENGLISH>(locale, messages);
    this.#localizations.set(locale, created);
    return created;
  }
}
