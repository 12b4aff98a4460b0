import { BROWSER_MAP, getParser } from 'bowser';
import type { DeviceKind } from '../../pages/device-icon.js';

/** A device in words for its owner: no version, no model, no place. */
export interface Device {
  /** Such as "Firefox"; null when unknown or no browser. */
  readonly browser: string | null;
  /** Such as "Windows"; null when unknown. */
  readonly system: string | null;
  readonly kind: DeviceKind;
}

/** Longer than what any browser sends; what follows is not looked at. */
const MAX_LENGTH = 512;
const UNKNOWN: Device = { browser: null, system: null, kind: 'unknown' };

/** A product and its version first (RFC 9110 §10.1.5), where every browser says Mozilla or Opera. */
const PROGRAM = /^(?!Mozilla\/|Opera\/)[a-z][\w.%-]*\/\d|^(?:node|undici)$/i;
const ANDROID_WEB_VIEW = /; wv\)/;

// The library takes a name from the text itself when it knows none: a stranger's words, not ours.
const BROWSERS = new Set([...Object.values<string>(BROWSER_MAP), 'Miui', 'Opera Touch']);
const SHORT_NAMES = new Map([
  ['Chrome OS', 'ChromeOS'],
  ['Microsoft Edge', 'Edge'],
  ['Miui', 'Mi Browser'],
  ['NAVER Whale Browser', 'Whale'],
  ['Opera Touch', 'Opera'],
  ['Samsung Internet for Android', 'Samsung Internet'],
]);
const KINDS = new Map<string, DeviceKind>([
  ['desktop', 'desktop'],
  ['mobile', 'phone'],
  ['tablet', 'tablet'],
]);

/**
 * Describes the device a User-Agent header claims; every name in the answer is one of a fixed set.
 *
 * A claim, not a proof: anybody can send any header, bots and strangers' words are `unknown`, and
 * Safari on an iPad calls itself Safari on macOS.
 */
export function parseUserAgent(userAgent: string | null): Device {
  const text = userAgent?.slice(0, MAX_LENGTH).trim() ?? '';
  if (text === '') return UNKNOWN;
  const { browser, os, platform } = getParser(text).getResult();
  if (platform.type === 'bot') return UNKNOWN;
  const system = shortName(os.name);
  if (isApp(text, browser.name, system)) return { browser: null, system, kind: 'app' };
  const known = BROWSERS.has(browser.name ?? '') ? browser.name : undefined;
  return { browser: shortName(known), system, kind: kindOf(platform.type, system) };
}

/** What to call a device: "Firefox on Windows", "Safari on iPhone", "An app", "Unknown device". */
export function deviceLabel({ browser, system, kind }: Device): string {
  const what = kind === 'app' ? 'An app' : browser;
  const where = system === 'iOS' ? appleName(kind) : system;
  if (what === null || where === null) return what ?? where ?? 'Unknown device';
  return what === where ? what : `${what} on ${where}`;
}

function isApp(text: string, browser: string | undefined, system: string | null): boolean {
  if (PROGRAM.test(text) || ANDROID_WEB_VIEW.test(text) || browser === 'Electron') return true;
  // Each browser on iOS ends with Safari's name; a web view inside an app does not.
  return system === 'iOS' && !text.includes('Safari/');
}

function kindOf(platform: string | undefined, system: string | null): DeviceKind {
  // The library knows ChromeOS, but not that it runs on laptops.
  if (system === 'ChromeOS') return 'desktop';
  return KINDS.get(platform ?? '') ?? 'unknown';
}

function appleName(kind: DeviceKind): string {
  if (kind === 'phone') return 'iPhone';
  return kind === 'tablet' ? 'iPad' : 'iOS';
}

function shortName(name: string | undefined): string | null {
  return name === undefined ? null : (SHORT_NAMES.get(name) ?? name);
}
