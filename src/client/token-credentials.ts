import { AuthClientError } from './auth-client-error.js';
import { startLogin, type AuthorizationCode } from './authorization-code.js';
import { currentPath, lifetimeOf, type Credentials, type SignInOptions } from './credentials.js';
import { post } from './http.js';
import type { AuthUrls, TokenStorage } from './options.js';
import { withRetries } from './with-retries.js';

/** An access token in memory, and a refresh token in a {@link TokenStorage}. */
export class TokenCredentials implements Credentials {
  readonly isShared = false;
  readonly isLocked: boolean;
  readonly #storage: TokenStorage;
  #accessToken: string | undefined;

  /** @param loginKey the key of the pending login in sessionStorage */
  constructor(
    private readonly urls: AuthUrls,
    private readonly redirectUri: string,
    private readonly loginKey: string,
    storage?: TokenStorage,
  ) {
    this.isLocked = storage !== undefined;
    this.#storage = storage ?? memoryStorage();
  }

  get accessToken(): string | undefined {
    return this.#accessToken;
  }

  async exist(): Promise<boolean> {
    return Boolean(await this.#storage.get());
  }

  async refresh(signal?: AbortSignal): Promise<number> {
    const refreshToken = await this.#storage.get();
    if (!refreshToken) {
      throw new AuthClientError('unauthenticated', 'There is no refresh token.', { status: 401 });
    }
    try {
      const response = await post(this.urls.auth('refresh'), { body: { refreshToken }, signal });
      await this.#assertCurrent(refreshToken);
      return await this.#store(response);
    } catch (error) {
      if (isUnauthenticated(error)) {
        await this.#assertCurrent(refreshToken);
        await this.forget();
      }
      throw error;
    }
  }

  /** Exchanges an authorization code for tokens. Returns the lifetime of the access token in milliseconds. */
  async exchange({ code, verifier }: AuthorizationCode): Promise<number> {
    const body = { code, code_verifier: verifier };
    return this.#store(await post(this.urls.auth('token'), { body }));
  }

  headers(headers: HeadersInit | undefined): HeadersInit | undefined {
    if (this.#accessToken === undefined) return headers;
    const all = new Headers(headers);
    if (!all.has('authorization')) all.set('authorization', `Bearer ${this.#accessToken}`);
    return all;
  }

  /** Opens the login page. A page on another origin cannot start a login at a provider itself. */
  async signIn(
    _provider: string | undefined,
    { returnTo = currentPath() }: SignInOptions,
  ): Promise<void> {
    const query = await startLogin(this.loginKey, this.redirectUri, returnTo);
    location.assign(`${this.urls.login}?${query.toString()}`);
  }

  /**
   * Revokes the session. If the access token is missing or the app rejects it, refreshes the token and tries again.
   * Does nothing if the session has already ended.
   */
  async signOut(everywhere: boolean): Promise<void> {
    const revoke = async () => {
      const headers = { authorization: `Bearer ${this.#accessToken}` };
      await post(this.urls.auth('logout'), { body: { everywhere }, headers });
    };
    try {
      if (this.#accessToken !== undefined) return await revoke();
    } catch (error) {
      if (!isUnauthenticated(error)) throw error;
    }
    try {
      await withRetries(() => this.refresh());
    } catch (error) {
      if (isUnauthenticated(error)) return;
      throw error;
    }
    await revoke();
  }

  async forget(): Promise<void> {
    this.#accessToken = undefined;
    await this.#storage.remove();
  }

  /**
   * @throws AuthClientError when another tab has replaced the refresh token. The error is temporary, so the caller
   *   repeats the refresh with the new token.
   */
  async #assertCurrent(refreshToken: string): Promise<void> {
    if ((await this.#storage.get()) === refreshToken) return;
    throw new AuthClientError('network_error', 'The refresh token has been replaced.');
  }

  async #store(response: unknown): Promise<number> {
    const lifetime = lifetimeOf(response);
    const { accessToken, refreshToken } = response as Readonly<Record<string, unknown>>;
    if (typeof accessToken !== 'string' || typeof refreshToken !== 'string') {
      throw new AuthClientError('unexpected_response', 'The response contains no tokens.');
    }
    await this.#storage.set(refreshToken);
    this.#accessToken = accessToken;
    return lifetime;
  }
}

const isUnauthenticated = (error: unknown) => (error as AuthClientError).status === 401;

function memoryStorage(): TokenStorage {
  let token: string | undefined;
  return {
    get: () => token,
    set: (refreshToken) => void (token = refreshToken),
    remove: () => void (token = undefined),
  };
}
