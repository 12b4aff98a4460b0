import { readFileSync } from 'node:fs';
import type { PageMessages } from '../../core/messages/english.js';

/**
 * Reads the messages of a language from the file next to this one. The build copies the files to `dist` (`nest-cli.json`).
 *
 * @param locale a language that has a file
 */
export function readTranslation(locale: string): PageMessages {
  const url = new URL(`./${locale}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as PageMessages;
}
