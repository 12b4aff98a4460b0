import { describe, expect, it } from 'vitest';
import {
  lookupLocale,
  parseAcceptLanguage,
} from '../../src/social-auth/core/messages/match-locale.js';

const LOCALES = ['en', 'ar', 'de', 'de-CH', 'pt-BR', 'zh-Hant'];

const negotiate = (header: string | undefined) =>
  lookupLocale(parseAcceptLanguage(header), LOCALES);

describe('the language of an Accept-Language header', () => {
  it.each([
    ['de', 'de'],
    ['DE', 'de'],
    ['de-AT', 'de'],
    ['de-ch', 'de-CH'],
    ['fr, de;q=0.5, en;q=0.8', 'en'],
    ['fr;q=1.0,ar;q=0.9', 'ar'],
    ['en;q=0.1, de;q=0.1', 'en'],
    ['zh-Hant-TW', 'zh-Hant'],
    ['de-x-private', 'de'],
    ['de;q=0, en', 'en'],
    ['  de-AT ; q=0.9 , *;q=0.1', 'de'],
    ['pt', undefined],
    ['zh-Hans', undefined],
    ['*', undefined],
    ['', undefined],
    [undefined, undefined],
    ['de;q=2', undefined],
    ['de;q=0.1234', undefined],
    ['<script>', undefined],
    ['__proto__, constructor', undefined],
    ['ä', undefined],
  ])('%j is %j (RFC 4647 §3.4)', (header, locale) => {
    expect(negotiate(header)).toBe(locale);
  });

  it('is found in a time that grows with the length of the header at most', () => {
    const headers = [
      (length: number) => 'de'.padEnd(length, '-a'),
      (length: number) => 'x,'.repeat(length / 2),
      (length: number) => 'a'.repeat(length),
    ];
    const shortestTime = (header: string) => {
      const times = Array.from({ length: 50 }, () => {
        const start = process.hrtime.bigint();
        for (let count = 0; count < 10; count += 1) negotiate(header);
        return Number(process.hrtime.bigint() - start);
      });
      return Math.min(...times);
    };
    // Sixteen times the length: a quadratic time would be 256 times as long.
    for (const header of headers) {
      expect(shortestTime(header(16_000)) / shortestTime(header(1000))).toBeLessThan(64);
    }
    expect(parseAcceptLanguage('x,'.repeat(8000))).toHaveLength(20);
  });
});
