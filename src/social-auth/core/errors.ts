import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { errorMessage } from './messages/error-message.js';
import type { AuthorizationRequest } from './oauth-client.js';
import type { LinkRequest } from './login-transaction.js';
import type { SignInRefusal } from './sign-in-policy.js';

/**
 * The code of an error, stable across versions. See docs/reference/errors.md.
 *
 * @publicApi
 */
export type ErrorCode =
  | 'account_disabled'
  | 'account_mismatch'
  | 'account_not_found'
  | 'account_taken'
  | 'app_installed'
  | 'app_requested'
  | 'cross_site_request'
  | 'deletion_blocked'
  | 'deletion_scheduled'
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
  | 'merge_expired'
  | 'merge_not_found'
  | 'merge_refused'
  | 'navigation_required'
  | 'provider_error'
  | 'provider_misconfigured'
  | 'provider_not_configured'
  | 'provider_unavailable'
  | 'rate_limited'
  | 'recent_login_required'
  | 'reconsent_required'
  | 'self_lockout'
  | 'service_unavailable'
  | 'session_not_found'
  | 'sign_in_refused'
  | 'unauthenticated'
  | 'undo_refused'
  | 'unknown_provider'
  | 'user_exists'
  | 'user_not_found';

/** The HTTP status of each error. */
export const ERROR_STATUS: Readonly<Record<ErrorCode, number>> = {
  account_disabled: 403,
  account_mismatch: 409,
  account_not_found: 404,
  account_taken: 409,
  app_installed: 400,
  app_requested: 400,
  cross_site_request: 403,
  deletion_blocked: 409,
  deletion_scheduled: 403,
  forbidden: 403,
  insufficient_scope: 403,
  invalid_grant: 400,
  invalid_request: 400,
  invalid_token: 401,
  last_account: 409,
  link_refused: 403,
  login_canceled: 400,
  login_expired: 400,
  login_refused: 400,
  merge_expired: 409,
  merge_not_found: 404,
  merge_refused: 409,
  navigation_required: 403,
  provider_error: 400,
  provider_misconfigured: 502,
  provider_not_configured: 404,
  provider_unavailable: 502,
  rate_limited: 429,
  recent_login_required: 403,
  reconsent_required: 403,
  self_lockout: 409,
  service_unavailable: 503,
  session_not_found: 404,
  sign_in_refused: 403,
  unauthenticated: 401,
  undo_refused: 409,
  unknown_provider: 404,
  user_exists: 409,
  user_not_found: 404,
};

/**
 * The page on which a user grants access to an API of a provider. Responses contain the URL of the page with the parameter
 * `request`.
 *
 * @publicApi
 */
export interface ConsentPage {
  /** The absolute URL of the page, without a query. */
  readonly url: string;
  /** The encrypted request for access. It is valid for this user only. */
  readonly request: string;
}

/**
 * The properties of an error in addition to its code. Responses do not contain `reason`, `userId` and `cause`.
 *
 * @publicApi
 */
export interface ErrorDetails {
  /** What happened, for the log. Must not contain secrets, tokens, personal data or text from a request. */
  reason: string;
  /** The user, if known. */
  userId?: string | undefined;
  /** The provider that the error is about. */
  provider?: { readonly name: string; readonly label: string };
  /** The validated return path of the login, so that the next attempt leads to it, too. */
  returnTo?: string;
  /** The client that started the login. The error is returned to its redirect URI. */
  client?: AuthorizationRequest | undefined;
  /** Set if the login was to link an account. */
  link?: LinkRequest | undefined;
  /** Set if a policy has refused the account. Its message is public. */
  refusal?: SignInRefusal | undefined;
  /** The page on which the user grants the access that is missing. */
  consent?: ConsentPage | undefined;
  /** The scopes that the route requires. */
  scopes?: readonly string[];
  /** Time after which the client can try again, in seconds (RFC 9110 §10.2.3). */
  retryAfterSeconds?: number | undefined;
  /** The error that caused this one. Its name and code are logged, its message is not. */
  cause?: unknown;
}

/**
 * The base class of the module's errors. The module sends an error as a page, as a redirect, as JSON, or as an error of a
 * transport such as GraphQL.
 *
 * `message` and {@link HttpException.getResponse} are public, so exception filters and transports of the app can send them.
 * `details` contains the reason for the log. It is not enumerable, so that serializing the error does not disclose it.
 *
 * @publicApi
 * @example
 * ```ts
 * if (error instanceof SocialAuthError && error.code === 'account_taken') { … }
 * ```
 */
export class SocialAuthError extends HttpException {
  readonly code: ErrorCode;
  readonly #details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails) {
    const statusCode = ERROR_STATUS[code];
    const error = STATUS_CODES[statusCode] ?? 'Error';
    const { message } = errorMessage({ ...details, code });
    super({ statusCode, error, message, code }, statusCode);
    // Not enumerable, as the cause of every Error. HttpException would add the cause to two enumerable properties.
    Object.defineProperty(this, 'cause', { value: details.cause, enumerable: false });
    this.name = new.target.name;
    this.code = code;
    this.#details = { ...details };
  }

  /** The properties of the error, such as the reason for the log. */
  get details(): Readonly<ErrorDetails> {
    return this.#details;
  }

  /** Adds details that are unknown where the error is thrown, such as the login it belongs to. */
  addDetails(details: Partial<ErrorDetails>): this {
    Object.assign(this.#details, details);
    return this;
  }
}

/**
 * The request is not authenticated (RFC 6750 §3.1): `invalid_token` if it has a token, `unauthenticated` otherwise.
 *
 * @publicApi
 */
export class UnauthenticatedError extends SocialAuthError {}

/**
 * One invalid option.
 *
 * @publicApi
 */
export interface ConfigurationIssue {
  /** The option, such as `accessTokenTtl`, `secrets[0]` or `provider "google"`. */
  readonly option: string;
  /** What is wrong with it, as the predicate of a sentence: `is shorter than 32 bytes`. */
  readonly problem: string;
  /** How to fix it, as a sentence. Absent when `problem` makes it clear. */
  readonly fix?: string;
}

/**
 * One or more options are missing or invalid. The message lists each issue with its fix.
 *
 * @publicApi
 */
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
