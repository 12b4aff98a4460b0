import { Icon } from './icons.js';

/**
 * The kind of device of a session. `app` is every program that is not a browser.
 *
 * @publicApi
 */
export type DeviceKind = 'desktop' | 'phone' | 'tablet' | 'app' | 'unknown';

/**
 * The icon of a kind of device. Decorative: the text next to it names the device.
 *
 * @publicApi
 */
export function DeviceIcon({ kind }: { kind: DeviceKind }) {
  return <Icon>{SHAPES[kind]}</Icon>;
}

const SHAPES = {
  desktop: (
    <>
      <rect x="2.75" y="3" width="10.5" height="7.25" rx="1.25" />
      <path d="M1 13h14" />
    </>
  ),
  phone: (
    <>
      <rect x="4.25" y="1.5" width="7.5" height="13" rx="1.75" />
      <path d="M7.25 12.25h1.5" />
    </>
  ),
  tablet: (
    <>
      <rect x="2.5" y="1.5" width="11" height="13" rx="1.75" />
      <path d="M7 12.25h2" />
    </>
  ),
  app: (
    <>
      <rect x="2" y="2.5" width="12" height="11" rx="1.75" />
      <path d="m5 6.25 2 1.75-2 1.75M8.75 10.25H11" />
    </>
  ),
  unknown: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M6.25 6.4a1.8 1.8 0 1 1 2.6 1.6c-.55.3-.85.65-.85 1.2M8 11.4v.05" />
    </>
  ),
} as const;
