import type { PageOptions } from '../../../src/social-auth/index.js';

export const pages: PageOptions = {
  productName: 'Acme',
  logoUrl: '/images/logo.svg',
  faviconUrl: '/favicon.ico',
  accentColor: '#0f766e',
  appUrl: 'https://www.acme.example', // logo and name link to it
  termsUrl: '/terms',
  privacyUrl: '/privacy',
};
