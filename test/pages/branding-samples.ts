import type { PageBranding } from '../../src/social-auth/core/options.js';

/** Options of an app without a brand. */
export const UNBRANDED: PageBranding = {
  productName: 'Social Auth',
  logoUrl: undefined,
  faviconUrl: undefined,
  appUrl: undefined,
  accentColor: undefined,
  termsUrl: undefined,
  privacyUrl: undefined,
};

/** Options of an app with a brand. */
export const ACME: PageBranding = {
  productName: 'Acme',
  logoUrl: 'https://cdn.acme.example/logo.svg',
  faviconUrl: 'https://cdn.acme.example/favicon.svg',
  appUrl: '/',
  accentColor: '#ffd400',
  termsUrl: '/terms',
  privacyUrl: 'https://acme.example/privacy',
};

export const GOOGLE = { name: 'google', label: 'Google', canSelectAccount: true };
export const GITHUB = { name: 'github', label: 'GitHub', canSelectAccount: true };

/** An icon that is black on light pages and white on dark ones. */
const HEXAGON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20">
  <style>@media (prefers-color-scheme: dark) { path { fill: #fff } }</style>
  <path d="M10 1l8 4.5v9L10 19l-8-4.5v-9z"/>
</svg>`;

/** A provider with an icon of its own. */
export const ACME_ID = {
  name: 'acme-id',
  label: 'Acme Identity',
  iconUrl: `data:image/svg+xml,${encodeURIComponent(HEXAGON)}`,
};
