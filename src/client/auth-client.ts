import type { AuthState } from './auth-state.js';
import type { Credentials, SignInOptions } from './credentials.js';
import type { AuthUrls } from './options.js';
import { repeatable, whileNotAborted } from './repeatable-request.js';
import { Session } from './session.js';
import { isExpired, isSignedOut, type SessionRecord } from './session-record.js';

/**
 * The session of the user in this browser.
 *
 * All methods can be used without their object: `const { fetch } = auth`.
 *
 * @publicApi
 */
export interface AuthClient {
  /**
   * Like `window.fetch()`, for requests to the app.
   *
   * If the access token has expired, the client renews the token before the request. If the app responds with 401, the
   * client renews the token and repeats the request once, unless the body is a stream. Requests to other origins are
   * sent unchanged.
   */
  readonly fetch: typeof globalThis.fetch;
  /** Returns the current state. The same object is returned until the state changes. */
  readonly getState: () => AuthState;
  /**
   * Calls a function after each change of the state.
   *
   * @returns a function that ends the subscription
   */
  readonly subscribe: (listener: () => void) => () => void;
  /**
   * Starts a login. The page navigates away.
   *
   * @param provider the name of a provider, such as `github`. Default: the user chooses a provider on the login page. A
   *   client that receives tokens ignores this parameter and always opens the login page.
   */
  readonly signIn: (provider?: string, options?: SignInOptions) => Promise<void>;
  /**
   * Revokes the session, and signs out all tabs of this browser.
   *
   * @param options `everywhere` revokes all sessions of the user. Default: false.
   * @throws AuthClientError when the app does not confirm the sign-out. The user then remains signed in.
   */
  readonly signOut: (options?: { everywhere?: boolean }) => Promise<void>;
  /** Stops renewals, and disconnects this client from other tabs. */
  readonly dispose: () => void;
}

/** A client with members that are not part of the public API. */
export interface InternalClient extends AuthClient {
  readonly session: Session;
  /** Waits until the state is known, and renews the access token if it has expired. */
  readonly getFresh: () => Promise<void>;
}

const RESUME_EVENTS = ['visibilitychange', 'resume'];
const RESUME_WINDOW_EVENTS = ['pageshow', 'online'];

/** @param mayStart whether to determine now whether the user is signed in */
export function createClient(
  urls: AuthUrls,
  credentials: Credentials,
  mayStart: boolean,
): InternalClient {
  const session = new Session({
    name: `nestjs-social-auth:${urls.base}`,
    isShared: credentials.isShared,
    isLocked: credentials.isLocked,
    refresh: (signal) => credentials.refresh(signal),
    // If tabs do not share tokens, each tab has its own session and must revoke this session itself.
    onRemoteSignOut: async () => {
      if (!credentials.isShared) await credentials.signOut(false).catch(() => undefined);
      await credentials.forget();
    },
  });
  const isBrowser = typeof document !== 'undefined';
  const started = isBrowser && mayStart ? start(session, credentials) : Promise.resolve();

  const resume = () => {
    if (document.visibilityState === 'visible') void session.resume();
  };
  if (isBrowser) {
    for (const name of RESUME_EVENTS) document.addEventListener(name, resume);
    for (const name of RESUME_WINDOW_EVENTS) addEventListener(name, resume);
  }

  const getFresh = async (): Promise<void> => {
    await started;
    const { expiresAt } = session.state.get();
    if (expiresAt === undefined || expiresAt > Date.now()) return;
    await session.renew((record) => record === undefined || isExpired(record));
  };

  /** The time of a renewal after which the app has rejected the request again. Another renewal would not help. */
  let rejectedAt: number | undefined;

  const send: typeof globalThis.fetch = async (input, init) => {
    const request = repeatable(input, init, urls.base, (headers) => credentials.headers(headers));
    if (request === undefined) return fetch(input, init);
    await whileNotAborted(getFresh(), request.signal);
    const sentAt = Date.now();
    const response = await request.send();
    const { record } = session;
    if (response.status !== 401 || session.state.get().status === 'signed-out') return response;
    const mayBeRevoked = response.headers.get('www-authenticate')?.startsWith('Bearer') === true;
    const isKnownToExpire = record === undefined || isExpired(record);
    if (!isKnownToExpire && !mayBeRevoked) return response;
    await whileNotAborted(
      session.renew(
        (latest) => latest === undefined || (latest.at < sentAt && latest.at !== rejectedAt),
      ),
      request.signal,
    );
    const renewedAt = session.record?.at ?? 0;
    const isRenewed = session.state.get().status === 'signed-in' && renewedAt >= sentAt;
    if (!isRenewed || !request.isRepeatable) return response;
    await response.body?.cancel();
    const repeated = await request.send();
    if (repeated.status === 401) rejectedAt = renewedAt;
    return repeated;
  };

  return {
    session,
    getFresh,
    fetch: send,
    getState: () => session.state.get(),
    subscribe: (listener) => session.state.subscribe(listener),
    signIn: (provider, options = {}) => credentials.signIn(provider, options),
    signOut: async ({ everywhere = false } = {}) => {
      if (!credentials.isShared) await getFresh();
      await credentials.signOut(everywhere);
      await credentials.forget();
      session.endAll();
    },
    dispose: () => {
      for (const name of RESUME_EVENTS) document.removeEventListener(name, resume);
      for (const name of RESUME_WINDOW_EVENTS) removeEventListener(name, resume);
      session.close();
    },
  };
}

/**
 * Determines whether the user is signed in. Uses the record of another tab if it is valid, and otherwise asks the app
 * for new tokens.
 */
async function start(session: Session, credentials: Credentials): Promise<void> {
  const startedAt = Date.now();
  if (!(await credentials.exist())) {
    session.state.set({ status: 'signed-out' });
    return;
  }
  const isValid = (record: SessionRecord | undefined) =>
    record !== undefined && !isSignedOut(record) && !isExpired(record);
  if (isValid(session.record)) {
    session.sync();
    return;
  }
  await session.renew((record) => !isValid(record) && (record?.at ?? 0) < startedAt);
}
