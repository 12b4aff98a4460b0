import { AuthClientError } from './auth-client-error.js';
import { post } from './http.js';
import type { AuthUrls } from './options.js';

/** The options of a login. */
export interface SignInOptions {
  /** The path to return to after the login. Default: the current page. */
  returnTo?: string;
}

/** The credentials that this browser sends to the app. */
export interface Credentials {
  /** Whether all tabs share one access token. */
  readonly isShared: boolean;
  /** Whether tabs share one refresh token. */
  readonly isLocked: boolean;
  /** Returns whether a refresh could succeed. */
  exist(): Promise<boolean>;
  /**
   * Requests new tokens.
   *
   * @returns the lifetime of the access token in milliseconds
   */
  refresh(signal: AbortSignal): Promise<number>;
  /** Returns the headers of a request to the app. */
  headers(headers: HeadersInit | undefined): HeadersInit | undefined;
  /** Opens a page of the app that starts a login. */
  signIn(provider: string | undefined, options: SignInOptions): Promise<void>;
  /** Revokes the session, or all sessions of the user. */
  signOut(everywhere: boolean): Promise<void>;
  /** Deletes the tokens that scripts can read. */
  forget(): Promise<void>;
}

/** Credentials in cookies that scripts cannot read. The browser adds these cookies to requests of the same origin. */
export class CookieCredentials implements Credentials {
  readonly isShared = true;
  readonly isLocked = true;

  constructor(private readonly urls: AuthUrls) {}

  async exist(): Promise<boolean> {
    return true;
  }

  async refresh(signal: AbortSignal): Promise<number> {
    return lifetimeOf(await post(this.urls.auth('refresh'), { signal }));
  }

  headers(headers: HeadersInit | undefined): HeadersInit | undefined {
    return headers;
  }

  /** Submits a form, because a login starts with a POST request of the same origin that navigates the page. */
  async signIn(
    provider: string | undefined,
    { returnTo = currentPath() }: SignInOptions,
  ): Promise<void> {
    const { login, auth } = this.urls;
    if (provider === undefined) {
      location.assign(`${login}?${new URLSearchParams({ returnTo }).toString()}`);
      return;
    }
    const form = document.createElement('form');
    form.method = 'post';
    form.action = auth(encodeURIComponent(provider));
    form.hidden = true;
    const field = document.createElement('input');
    field.name = 'returnTo';
    field.value = returnTo;
    form.append(field);
    document.body.append(form);
    form.submit();
    form.remove();
  }

  async signOut(everywhere: boolean): Promise<void> {
    await post(this.urls.auth('logout'), { body: { everywhere } });
  }

  /** Does nothing, because the response to the logout has deleted the cookies. */
  async forget(): Promise<void> {}
}

/** Returns the lifetime of the access token in the response of a token route, in milliseconds. */
export function lifetimeOf(response: unknown): number {
  const { expiresIn } = (response ?? {}) as { expiresIn?: unknown };
  if (typeof expiresIn === 'number' && expiresIn > 0) return expiresIn * 1000;
  throw new AuthClientError('unexpected_response', 'The response contains no expiresIn.');
}

/** Returns the path of the current page, with query and fragment. */
export function currentPath(): string {
  const { pathname, search, hash } = location;
  return pathname + search + hash;
}
