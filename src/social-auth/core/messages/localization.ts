import { ENGLISH } from './english.js';
import {
  PLACEHOLDER,
  type MessageCatalog,
  type MessageValues,
  type PluralMessage,
  type Translation,
} from './message-catalog.js';

/** ISO 15924 codes of the scripts that are written from right to left. */
const RTL_SCRIPTS = new Set(['Adlm', 'Arab', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Syrc', 'Thaa']);
const RTL_CHARACTER = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

/** The values of a message. There are none if the message has no placeholder. */
type Values<M extends string | PluralMessage> = [keyof MessageValues<M>] extends [never]
  ? []
  : [values: MessageValues<M>];

/**
 * The messages and formats of one language.
 *
 * @typeParam C the English catalog, which determines keys and placeholders
 * @publicApi
 */
export class Localization<C extends MessageCatalog = typeof ENGLISH> {
  /** The writing direction, for the attribute `dir`. */
  readonly direction: 'ltr' | 'rtl';
  readonly #messages: Translation<C>;
  #plurals?: Intl.PluralRules;
  #numbers?: Intl.NumberFormat;
  #relativeTimes?: Intl.RelativeTimeFormat;
  #dates?: Intl.DateTimeFormat;
  #days?: Intl.DateTimeFormat;

  /** @param locale a BCP 47 language tag */
  constructor(
    readonly locale: string,
    messages: Translation<C>,
  ) {
    const { script = '' } = new Intl.Locale(locale).maximize();
    this.direction = RTL_SCRIPTS.has(script) ? 'rtl' : 'ltr';
    this.#messages = messages;
  }

  /** Returns a message with its values. The value `count` selects the plural form. */
  text<K extends keyof C & string>(key: K, ...[values]: Values<C[K]>): string {
    const given: Readonly<Record<string, string | number>> = values ?? {};
    return this.template(key, Number(given['count'])).replaceAll(
      PLACEHOLDER,
      (placeholder, name: string) => {
        const value = given[name];
        if (typeof value !== 'number') return this.#isolate(value ?? placeholder);
        this.#numbers ??= new Intl.NumberFormat(this.locale);
        return this.#numbers.format(value);
      },
    );
  }

  /** Returns a message with its placeholders. */
  template(key: keyof C & string, count = 0): string {
    const message: string | PluralMessage = this.#messages[key];
    if (typeof message === 'string') return message;
    this.#plurals ??= new Intl.PluralRules(this.locale);
    return message[this.#plurals.select(count)] ?? message.other;
  }

  /** Returns a relative time in numbers, because "yesterday" would depend on the unknown time zone of the reader. */
  relativeTime(value: number, unit: Intl.RelativeTimeFormatUnit): string {
    this.#relativeTimes ??= new Intl.RelativeTimeFormat(this.locale, { numeric: 'always' });
    return this.#relativeTimes.format(value, unit);
  }

  /** Returns date and time in UTC. */
  dateTime(at: Date): string {
    this.#dates ??= new Intl.DateTimeFormat(this.locale, {
      year: 'numeric',
      month: 'long',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZone: 'UTC',
      timeZoneName: 'short',
    });
    return this.#dates.format(at);
  }

  /** Returns a date in UTC. */
  date(at: Date): string {
    this.#days ??= new Intl.DateTimeFormat(this.locale, { dateStyle: 'long', timeZone: 'UTC' });
    return this.#days.format(at);
  }

  /** Isolates a value, so that its writing direction does not change the order of the words around it (Unicode UAX #9). */
  #isolate(value: string): string {
    return this.direction === 'rtl' || RTL_CHARACTER.test(value) ? `\u2068${value}\u2069` : value;
  }
}

/** The localization of the API, and of the pages by default. */
export const ENGLISH_LOCALIZATION = new Localization<typeof ENGLISH>('en', ENGLISH);
