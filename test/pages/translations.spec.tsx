import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENGLISH, type PageMessages } from '../../src/social-auth/core/messages/english.js';
import { BUILT_IN_LOCALES } from '../../src/social-auth/core/messages/language-options.js';
import { Localization } from '../../src/social-auth/core/messages/localization.js';
import {
  placeholders,
  type PluralMessage,
} from '../../src/social-auth/core/messages/message-catalog.js';
import { defaultRouteUrl } from '../../src/social-auth/core/route-urls.js';
import { renderPage } from '../../src/social-auth/pages/render.js';
import ar from '../../src/social-auth/pages/translations/ar.json' with { type: 'json' };
import de from '../../src/social-auth/pages/translations/de.json' with { type: 'json' };
import { SAMPLES } from './samples.js';

/** A missing message is a compile-time error. */
const TRANSLATIONS: Readonly<Record<string, PageMessages>> = { ar, de };

const KEYS = Object.keys(ENGLISH) as (keyof PageMessages)[];
const catalogs = Object.entries(TRANSLATIONS).map(([locale, messages]) => ({ locale, messages }));

describe('the translations', () => {
  it('are one file for each language that the module has', () => {
    const folder = join(import.meta.dirname, '../../src/social-auth/pages/translations');
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    expect(files.map((name) => name.replace('.json', ''))).toEqual(Object.keys(TRANSLATIONS));
    expect(BUILT_IN_LOCALES).toEqual(['en', ...Object.keys(TRANSLATIONS)]);
  });

  describe.each(catalogs)('of $locale', ({ locale, messages }) => {
    it('have the keys and the placeholders of the English messages, and no other', () => {
      expect(Object.keys(messages)).toEqual(expect.arrayContaining(KEYS));
      expect(Object.keys(messages)).toHaveLength(KEYS.length);
      for (const key of KEYS) {
        expect([key, placeholders(messages[key])]).toEqual([key, placeholders(ENGLISH[key])]);
      }
    });

    it('have a form for every plural category of the language', () => {
      const { pluralCategories } = new Intl.PluralRules(locale).resolvedOptions();
      for (const message of Object.values(messages)) {
        if (typeof message === 'string') continue;
        expect(Object.keys(message).toSorted()).toEqual(pluralCategories.toSorted());
      }
    });

    it('differ from the English messages', () => {
      expect(KEYS.filter((key) => messages[key] === ENGLISH[key])).toEqual([]);
    });

    it('leave no English text on any page', () => {
      const localization = new Localization<typeof ENGLISH>(locale, messages);
      // The samples contain the names of devices.
      const english = KEYS.filter((key) => !key.startsWith('device.')).flatMap((key) => {
        const text: string | PluralMessage = ENGLISH[key];
        return typeof text === 'string' ? [text] : [];
      });
      for (const [name, page] of Object.entries(SAMPLES)) {
        if (name.startsWith('error')) continue;
        const html = renderPage(page, defaultRouteUrl, localization);
        const found = english.filter((text) => html.includes(`>${text}<`));
        expect([name, found]).toEqual([name, []]);
      }
    });
  });

  it('contain every text of the pages', () => {
    const marked = Object.entries(ENGLISH).map(([key, message]) => [key, mark(message)]);
    const localization = new Localization<typeof ENGLISH>(
      'en',
      Object.fromEntries(marked) as PageMessages,
    );
    for (const [name, page] of Object.entries(SAMPLES)) {
      if (name.startsWith('error')) continue;
      const data = JSON.stringify(page.props);
      const html = renderPage(page, defaultRouteUrl, localization);
      const unmarked = unmarkedTexts(html).filter((text) => !data.includes(text));
      expect([name, unmarked]).toEqual([name, []]);
    }
  });

  it('have no placeholder without a value on any page', () => {
    for (const page of Object.values(SAMPLES)) {
      expect(renderPage(page).replace(/<style>.*<\/style>/s, '')).not.toMatch(/\{\w+\}/);
    }
  });
});

/** Puts a message into brackets. */
function mark(message: string | PluralMessage): string | PluralMessage {
  if (typeof message === 'string') return `⟦${message}⟧`;
  const forms = Object.entries(message).map(([form, text]) => [form, `⟦${text}⟧`]);
  return Object.fromEntries(forms) as PluralMessage;
}

/** Returns the texts of a page that are not in brackets, without times and initials. */
function unmarkedTexts(html: string): string[] {
  const names = [...html.matchAll(/(?:aria-label|alt)="([^"]*)"/g)].map(([, name = '']) => name);
  const body = html.replace(/^.*<body>/s, '').replaceAll(/<[^>]*>/g, '\n');
  return [...body.replaceAll(/⟦[^⟧]*⟧/g, '\n').split('\n'), ...names]
    .map((text) => text.trim().replace(/^@|\u00A0·$/g, ''))
    .filter((text) => /\p{L}/u.test(text) && !text.startsWith('⟦'))
    .filter((text) => !/^\d+ \w+ ago$|^\p{L}{1,2}$/u.test(text));
}
