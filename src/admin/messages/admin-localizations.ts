import { FeatureLocalizations, type Localization } from '../../social-auth/index.js';
import { ARABIC } from './translations/ar.js';
import { ENGLISH, type AdminMessages } from './english.js';
import { GERMAN } from './translations/de.js';

/** The messages of the pages in one language. */
export type AdminLocalization = Localization<typeof ENGLISH>;

/** The messages of the pages in every language that a page was requested in. */
export class AdminLocalizations extends FeatureLocalizations<typeof ENGLISH> {
  /** @param messages texts of the app, by language. They replace the texts of the module. */
  constructor(messages: Readonly<Record<string, Partial<AdminMessages>>>) {
    super(ENGLISH, { ar: ARABIC, de: GERMAN }, messages);
  }
}
