import type { INestApplication } from '@nestjs/common';
import type { Environment } from './environment.js';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Nothing may be loaded, framed or sent from what is no page; pages bring a policy of their own. */
const NOTHING = {
  defaultSrc: "'none'",
  baseUri: "'none'",
  formAction: "'none'",
  frameAncestors: "'none'",
};

/**
 * Gives every answer of the app strict headers, whoever makes it.
 *
 * In production browsers are told to come by https alone for a year (RFC 6797); of the subdomains that is for
 * whoever runs them to say.
 */
export function applySecurityHeaders(app: INestApplication, { production }: Environment): void {
  app.useSecurityHeaders({
    contentSecurityPolicy: { useDefaults: false, directives: NOTHING },
    // Stricter, and browsers would send `Origin: null` with the forms of our own pages.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: production && { maxAge: YEAR_SECONDS, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
    // For browsers that nobody has any more.
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
}
