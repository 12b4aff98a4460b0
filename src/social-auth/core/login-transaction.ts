import type { AuthorizationRequest } from './oauth-client.js';
import type { LoginSecrets } from './provider-flow.js';
import type { ProviderProfile } from './provider-profile.js';

/** Lifetime of a login transaction, in seconds. It includes the time that the user spends at the provider. */
export const LOGIN_TRANSACTION_SECONDS = 600;

/**
 * A request to link an account to the signed-in user. Only the session that sent the request can complete it.
 *
 * @publicApi
 */
export interface LinkRequest {
  readonly userId: string;
  readonly sessionId: string;
  /**
   * For a request for further access: the linked account that the user has to choose at the provider. Undefined permits
   * every account.
   */
  readonly accountId?: string | undefined;
}

/**
 * Why a login continues on a page after the provider has authenticated the user. With `deletion_scheduled`, the user
 * decides there whether to restore the account. With `account_taken`, the account to link belongs to another user.
 *
 * @publicApi
 */
export type LoginInterruption = 'deletion_scheduled' | 'account_taken';

/** A login between its start and its callback (RFC 6749 §4.1). */
export interface LoginTransaction extends LoginSecrets {
  /** The parameter `state` (RFC 6749 §10.12). The part before the dot is the id of the transaction. */
  readonly state: string;
  /** Name of the provider. */
  readonly provider: string;
  /** The callback URL that the provider received. */
  readonly redirectUri: string;
  /** The requested `max_age`, in seconds (OIDC Core §3.1.2.1). */
  readonly maxAge?: number | undefined;
  /** Validated return path. */
  readonly returnTo: string;
  /** The request of the client that started the login. Undefined if the browser itself signs in. */
  readonly client?: AuthorizationRequest | undefined;
  /** Undefined if the login does not link an account. */
  readonly link?: LinkRequest | undefined;
  /**
   * Set if the code was exchanged but the login is not complete, because it continues on a page or because the database was
   * unavailable. After a failure of the database, the same callback can complete the login.
   */
  readonly profile?: ProviderProfile | undefined;
  /** Set if the login continues on a page. */
  readonly interruption?:
    | {
        readonly code: LoginInterruption;
        /** When the provider authenticated the user, in seconds since 1970. */
        readonly authenticatedAt: number;
      }
    | undefined;
  /** The id of the session to create. Ids are unique, so a transaction creates at most one session. */
  readonly sessionId: string;
  /** Expiration time, in seconds since 1970. */
  readonly expiresAt: number;
}
