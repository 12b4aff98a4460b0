import { BROWSER_MAP, getParser } from 'bowser';
import { ENGLISH_LOCALIZATION, type Localization } from '../../core/messages/localization.js';
import type { DeviceKind } from '../../pages/device-icon.js';

/** The properties by which a user recognizes a device. They contain no version, model or location. */
export interface Device {
  /** Such as "Firefox". Null for an app or an unknown browser. */
  readonly browser: string | null;
  /** Such as "Windows". Null when unknown. */
  readonly os: string | null;
  readonly kind: DeviceKind;
}

/** Maximum number of characters to parse. Browsers send fewer. */
const MAX_LENGTH = 512;
const UNKNOWN: Device = { browser: null, os: null, kind: 'unknown' };

/**
 * Matches the header of an app: its first product (RFC 9110 §10.1.5) is neither Mozilla nor Opera, one of which comes
 * first in the header of every browser.
 */
const APP_PRODUCT = /^(?!Mozilla\/|Opera\/)[a-z][\w.%-]*\/\d|^(?:node|undici)$/i;
const ANDROID_WEB_VIEW = /; wv\)/;

// bowser copies an unknown name from the header. Only known names are safe to display.
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
 * Parses a User-Agent header. Every name in the result is from a fixed list. Bots and unknown names are `unknown`.
 *
 * The header is a claim that any client can forge. Safari on an iPad identifies itself as Safari on macOS.
 */
export function parseUserAgent(userAgent: string | null): Device {
  const text = userAgent?.slice(0, MAX_LENGTH).trim() ?? '';
  if (text === '') return UNKNOWN;
  const { browser, os, platform } = getParser(text).getResult();
  if (platform.type === 'bot') return UNKNOWN;
  const osName = shortName(os.name);
  if (isApp(text, browser.name, osName)) return { browser: null, os: osName, kind: 'app' };
  const known = BROWSERS.has(browser.name ?? '') ? browser.name : undefined;
  return { browser: shortName(known), os: osName, kind: kindOf(platform.type, osName) };
}

/**
 * Returns the name of a device: "Firefox on Windows", "Safari on iPhone", "An app", "Unknown device".
 *
 * @param localization default: English
 */
export function deviceLabel(
  { browser, os, kind }: Device,
  localization: Localization = ENGLISH_LOCALIZATION,
): string {
  const program = kind === 'app' ? localization.text('device.app') : browser;
  const system = os === 'iOS' ? appleDevice(kind) : os;
  if (program === null || system === null) {
    return program ?? system ?? localization.text('device.unknown');
  }
  if (program === system) return program;
  return localization.text('device.browser_on_system', { browser: program, system });
}

/**
 * Describes the device of a session by its User-Agent header.
 *
 * @param userAgent untrusted input. The result contains names from fixed lists only.
 * @param localization the language of the name. Default: English
 * @publicApi
 */
export function describeDevice(
  userAgent: string | null,
  localization?: Localization,
): { readonly name: string; readonly kind: DeviceKind } {
  const device = parseUserAgent(userAgent);
  return { name: deviceLabel(device, localization), kind: device.kind };
}

function isApp(text: string, browser: string | undefined, os: string | null): boolean {
  if (APP_PRODUCT.test(text) || ANDROID_WEB_VIEW.test(text) || browser === 'Electron') return true;
  // Every browser on iOS includes "Safari/". A web view in an app does not.
  return os === 'iOS' && !text.includes('Safari/');
}

function kindOf(platform: string | undefined, os: string | null): DeviceKind {
  // bowser does not classify ChromeOS.
  if (os === 'ChromeOS') return 'desktop';
  return KINDS.get(platform ?? '') ?? 'unknown';
}

function appleDevice(kind: DeviceKind): string {
  if (kind === 'phone') return 'iPhone';
  return kind === 'tablet' ? 'iPad' : 'iOS';
}

function shortName(name: string | undefined): string | null {
  return name === undefined ? null : (SHORT_NAMES.get(name) ?? name);
}
