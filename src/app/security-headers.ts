import type { INestApplication } from '@nestjs/common';
import type { Environment } from './environment.js';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Content Security Policy of all responses except pages. Pages set their own policy. */
const DENY_ALL_CSP = {
  defaultSrc: "'none'",
  baseUri: "'none'",
  formAction: "'none'",
  frameAncestors: "'none'",
};

/**
 * Sets security headers on every response of the app.
 *
 * In production, the headers include HSTS for one year (RFC 6797). HSTS does not include subdomains, because they may
 * belong to other apps.
 */
export function applySecurityHeaders(app: INestApplication, { production }: Environment): void {
  app.useSecurityHeaders({
    contentSecurityPolicy: { useDefaults: false, directives: DENY_ALL_CSP },
    // With `no-referrer`, browsers would send `Origin: null` with forms of the app, and the app would reject these
    // forms.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: production && { maxAge: YEAR_SECONDS, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
    // Obsolete headers that current browsers ignore.
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
}
