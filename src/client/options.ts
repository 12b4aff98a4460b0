/**
 * The options of a client whose session is in cookies.
 *
 * @publicApi
 */
export interface AuthClientOptions {
  /** The address of the app as browsers see it (the option `publicUrl` of the module). Default: the origin of the page. */
  baseUrl?: string;
  /** The path of the login and token routes, with the global prefix of the app. Default: `/auth`. */
  authPath?: string;
  /** The path of the login page, with the global prefix of the app. Default: `/login`. */
  loginPath?: string;
}

/**
 * The storage of a client's refresh token.
 *
 * All tabs that can read the same refresh token must use the same storage. Do not use `sessionStorage`. A duplicated
 * tab would get a copy of the token, and the app revokes the session when both copies are used.
 *
 * @publicApi
 */
export interface TokenStorage {
  /** Returns the stored refresh token. */
  get(): string | null | undefined | Promise<string | null | undefined>;
  /** Stores a refresh token. Resolves when the token is stored durably. */
  set(refreshToken: string): void | Promise<void>;
  /** Deletes the refresh token. */
  remove(): void | Promise<void>;
}

/**
 * The options of a client that receives tokens, for pages on another origin than the app.
 *
 * @publicApi
 */
export interface TokenAuthClientOptions extends AuthClientOptions {
  /** The address of the app as browsers see it (the option `publicUrl` of the module). */
  baseUrl: string;
  /** The page of this origin that completes a login. Register it with the option `clients` of the module. */
  redirectUri: string;
  /** Stores the refresh token. Default: the memory of the tab. A reload then requires a new login. */
  storage?: TokenStorage;
}

/** The URLs of the app. */
export interface AuthUrls {
  readonly base: string;
  readonly login: string;
  /** Returns the URL of a route below `authPath`. */
  readonly auth: (path: string) => string;
}

export function resolveUrls({
  baseUrl = (globalThis.location as Location | undefined)?.origin ?? '',
  authPath = '/auth',
  loginPath = '/login',
}: AuthClientOptions): AuthUrls {
  const base = baseUrl.replace(/\/+$/, '');
  return {
    base,
    login: base + loginPath,
    auth: (path) => `${base}${authPath}/${path}`,
  };
}
