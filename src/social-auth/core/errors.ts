import type { AuthorizationRequest } from './oauth-client.js';
import type { LinkRequest } from './login-transaction.js';

/** The stable names of everything that can go wrong; documented in docs/reference/errors.md. */
export type ErrorCode =
  | 'account_disabled'
  | 'account_not_found'
  | 'account_taken'
  | 'cross_site_request'
  | 'insufficient_scope'
  | 'forbidden'
  | 'invalid_grant'
  | 'invalid_request'
  | 'invalid_token'
  | 'last_account'
  | 'link_refused'
  | 'login_canceled'
  | 'login_expired'
  | 'login_refused'
  | 'provider_misconfigured'
  | 'provider_not_configured'
  | 'provider_unavailable'
  | 'rate_limited'
  | 'recent_login_required'
  | 'service_unavailable'
  | 'session_not_found'
  | 'sign_in_refused'
  | 'unauthenticated'
  | 'unknown_provider'
  | 'user_exists';

/** What an error carries beside its code. */
export interface ErrorDetails {
  /** What happened, for the log: no secret, no token, nothing a stranger wrote. */
  reason: string;
  /** Whose login it was, where that is known. */
  userId?: string | undefined;
  /** The provider concerned. */
  provider?: { readonly name: string; readonly label: string };
  /** Where the person wanted to go, so that another try leads there; already checked. */
  returnTo?: string;
  /** The client whose login this was: it is answered instead of the person. */
  client?: AuthorizationRequest | undefined;
  /** Set when the attempt was to link a login to the user who is signed in. */
  link?: LinkRequest | undefined;
  /** The scopes that the route asks for. */
  scopes?: readonly string[];
  /** After how long another try is worthwhile, in whole seconds (RFC 9110 §10.2.3). */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** The base of every error this module throws; callers tell them apart by `code`. */
export class SocialAuthError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(details.reason, { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = details;
  }
}

/**
 * Nobody is signed in, or the access token that was sent is not good.
 *
 * `invalid_token` when one was sent, `unauthenticated` when none was (RFC 6750 §3.1).
 */
export class UnauthenticatedError extends SocialAuthError {}

/** One invalid option. */
export interface ConfigurationIssue {
  /** The option, such as `accessTokenTtl`, `secrets[0]` or `provider "google"`. */
  readonly option: string;
  /** What is wrong with it, as the predicate of a sentence: `is shorter than 32 bytes`. */
  readonly problem: string;
  /** How to fix it, as a sentence. Absent when the problem says it. */
  readonly fix?: string;
}

/** One or more options are missing or invalid. The message lists each issue with its fix. */
export class ConfigurationError extends Error {
  constructor(readonly issues: readonly ConfigurationIssue[]) {
    const lines = issues.map(
      ({ option, problem, fix }) =>
        `  - ${option} ${problem}.${fix === undefined ? '' : ` ${fix}`}`,
    );
    super(`The configuration of nestjs-social-auth is invalid:\n${lines.join('\n')}`);
    this.name = 'ConfigurationError';
  }
}
