import type { ResolvedPageOptions } from '../../src/social-auth/core/options.js';

/** Options of an app without a brand. */
export const UNBRANDED: ResolvedPageOptions = {
  productName: 'Social Auth',
  logoUrl: undefined,
  termsUrl: undefined,
  privacyUrl: undefined,
};

/** Options of an app with a brand. */
export const ACME: ResolvedPageOptions = {
  productName: 'Acme',
  logoUrl: 'https://cdn.acme.example/logo.svg',
  termsUrl: '/terms',
  privacyUrl: 'https://acme.example/privacy',
};

export const GOOGLE = { name: 'google', label: 'Google' };
export const GITHUB = { name: 'github', label: 'GitHub' };
