import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { ENGLISH_LOCALIZATION, type Localization } from '../core/messages/localization.js';

/** Provides the language of a page to its components. */
export const LocalizationContext = createContext<Localization>(ENGLISH_LOCALIZATION);

/**
 * Returns the messages and formats of the page's language.
 *
 * @publicApi
 */
export function useLocalization(): Localization {
  return useContext(LocalizationContext);
}
