import type { DeviceKind } from '../../src/social-auth/pages/device-icon.js';

const WEBKIT = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const BLINK = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const CHROME = 'Chrome/147.0.0.0';
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const LINUX = 'Mozilla/5.0 (X11; Linux x86_64)';
const ANDROID = 'Mozilla/5.0 (Linux; Android 10; K)';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X)';
const IPAD = 'Mozilla/5.0 (iPad; CPU OS 18_3 like Mac OS X)';

/** User-Agent headers of browsers and other programs, each with the expected label and kind. */
export const USER_AGENTS: readonly (readonly [string, DeviceKind, string])[] = [
  ['Chrome on Windows', 'desktop', `${WINDOWS} ${BLINK} ${CHROME} Safari/537.36`],
  ['Edge on Windows', 'desktop', `${WINDOWS} ${BLINK} ${CHROME} Safari/537.36 Edg/147.0.0.0`],
  ['Opera on Windows', 'desktop', `${WINDOWS} ${BLINK} ${CHROME} Safari/537.36 OPR/129.0.0.0`],
  ['Vivaldi on Windows', 'desktop', `${WINDOWS} ${BLINK} ${CHROME} Safari/537.36 Vivaldi/7.0`],
  [
    'Firefox on Windows',
    'desktop',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:149.0) Gecko/20100101 Firefox/149.0',
  ],
  [
    'Internet Explorer on Windows',
    'desktop',
    'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko',
  ],
  [
    'Opera on Windows',
    'desktop',
    'Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.18',
  ],
  ['Safari on macOS', 'desktop', `${MAC} ${WEBKIT} Version/18.3 Safari/605.1.15`],
  ['Chrome on macOS', 'desktop', `${MAC} ${BLINK} ${CHROME} Safari/537.36`],
  ['Edge on macOS', 'desktop', `${MAC} ${BLINK} ${CHROME} Safari/537.36 Edg/147.0.0.0`],
  [
    'Firefox on macOS',
    'desktop',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:149.0) Gecko/20100101 Firefox/149.0',
  ],
  ['Chrome on Linux', 'desktop', `${LINUX} ${BLINK} ${CHROME} Safari/537.36`],
  ['Opera on Linux', 'desktop', `${LINUX} ${BLINK} ${CHROME} Safari/537.36 OPR/129.0.0.0`],
  [
    'Firefox on Linux',
    'desktop',
    'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0',
  ],
  [
    'Chrome on ChromeOS',
    'desktop',
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${BLINK} ${CHROME} Safari/537.36`,
  ],
  ['Firefox', 'unknown', 'Mozilla/5.0 (X11; FreeBSD amd64; rv:149.0) Gecko/20100101 Firefox/149.0'],
  ['Chrome on Android', 'phone', `${ANDROID} ${BLINK} ${CHROME} Mobile Safari/537.36`],
  ['Chrome on Android', 'tablet', `${ANDROID} ${BLINK} ${CHROME} Safari/537.36`],
  [
    'Samsung Internet on Android',
    'phone',
    `${ANDROID} ${BLINK} SamsungBrowser/28.0 ${CHROME} Mobile Safari/537.36`,
  ],
  [
    'Samsung Internet on Android',
    'tablet',
    `Mozilla/5.0 (Linux; Android 14; SM-X710) ${BLINK} SamsungBrowser/28.0 ${CHROME} Safari/537.36`,
  ],
  ['Opera on Android', 'phone', `${ANDROID} ${BLINK} ${CHROME} Mobile Safari/537.36 OPR/88.0.0.0`],
  ['Edge on Android', 'phone', `${ANDROID} ${BLINK} ${CHROME} Mobile Safari/537.36 EdgA/147.0.0.0`],
  ['Firefox on Android', 'phone', 'Mozilla/5.0 (Android 15; Mobile; rv:149.0) Firefox/149.0'],
  ['Firefox on Android', 'tablet', 'Mozilla/5.0 (Android 15; Tablet; rv:149.0) Firefox/149.0'],
  ['Safari on iPhone', 'phone', `${IPHONE} ${WEBKIT} Version/18.3 Mobile/15E148 Safari/604.1`],
  ['Chrome on iPhone', 'phone', `${IPHONE} ${WEBKIT} CriOS/147.0 Mobile/15E148 Safari/604.1`],
  ['Firefox on iPhone', 'phone', `${IPHONE} ${WEBKIT} FxiOS/149.0 Mobile/15E148 Safari/605.1.15`],
  ['Edge on iPhone', 'phone', `${IPHONE} ${WEBKIT} EdgiOS/147.0 Mobile/15E148 Safari/605.1.15`],
  ['Opera on iPhone', 'phone', `${IPHONE} ${WEBKIT} Mobile/15E148 Safari/605.1.15 OPT/5.2`],
  ['Safari on iPad', 'tablet', `${IPAD} ${WEBKIT} Version/18.3 Mobile/15E148 Safari/604.1`],
  ['Chrome on iPad', 'tablet', `${IPAD} ${WEBKIT} CriOS/147.0 Mobile/15E148 Safari/604.1`],
  ['Firefox on iPad', 'tablet', `${IPAD} ${WEBKIT} FxiOS/149.0 Mobile/15E148 Safari/605.1.15`],
  ['An app on iOS', 'app', `${IPHONE} ${WEBKIT} Mobile/15E148`],
  [
    'An app on Android',
    'app',
    `Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UP1A; wv) ${BLINK} Version/4.0 ${CHROME} Mobile Safari/537.36`,
  ],
  [
    'An app on Windows',
    'app',
    `${WINDOWS} ${BLINK} Notes/1.2.3 ${CHROME} Electron/33.0.0 Safari/537.36`,
  ],
  ['An app on Android', 'app', 'Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/UP1A.231005)'],
  ['An app on iOS', 'app', 'Notes/3.2 (iPhone; iOS 18.3; Scale/3.00)'],
  ['An app', 'app', 'My%20Notes/42 CFNetwork/1494.0.7 Darwin/23.4.0'],
  ['An app', 'app', 'okhttp/4.12.0'],
  ['An app', 'app', 'curl/8.5.0'],
  ['An app', 'app', 'Go-http-client/2.0'],
  ['An app', 'app', 'python-requests/2.31.0'],
  ['An app', 'app', 'node'],
  [
    'Unknown device',
    'unknown',
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  ],
  [
    'Unknown device',
    'unknown',
    `Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) ${BLINK} ${CHROME} Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
  ],
  ['Unknown device', 'unknown', 'Mozilla/5.0'],
];
