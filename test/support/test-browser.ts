import { clientAddress } from './client-address.js';

/** One answer, with its body read. */
export interface TestResponse {
  status: number;
  headers: Headers;
  body: string;
  /** Where a redirect leads, as it was written. */
  location: string;
}

/** What a request may carry. */
export interface RequestOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** A browser without a screen: `fetch`, a cookie jar, and an Accept header that asks for pages. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();
  /** Every Set-Cookie header it has seen. */
  readonly setCookies: string[] = [];
  /** Where it sits, as the proxy in front of the app says: somewhere else than any other. */
  forwardedFor = clientAddress();

  /**
   * @param address where it sends requests
   * @param origin what it takes the address for; different when a balancer stands between
   */
  constructor(
    readonly address: string,
    readonly origin = address,
  ) {}

  /** Asks for a page or whatever is at the path; redirects are not followed. */
  async request(
    path: string,
    { method = 'GET', headers = {}, body }: RequestOptions = {},
  ): Promise<TestResponse> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(this.#resolve(path), {
      method,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        'x-forwarded-for': this.forwardedFor,
        ...(cookie !== '' && { cookie }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    });
    for (const header of response.headers.getSetCookie()) this.#keep(header);
    const location = response.headers.get('location') ?? '';
    return {
      status: response.status,
      headers: response.headers,
      body: await response.text(),
      location,
    };
  }

  /** Submits a form of one of the app's own pages. */
  submit(path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) {
    return this.request(path, {
      method: 'POST',
      headers: {
        origin: this.origin,
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      },
      body: new URLSearchParams(fields).toString(),
    });
  }

  /** Asks for JSON, as a program in the page does. */
  async json<T>(path: string): Promise<T> {
    const { body } = await this.request(path, { headers: { accept: 'application/json' } });
    return JSON.parse(body) as T;
  }

  /** Starts a login. @returns the address of the provider's login. */
  async begin(provider: string, returnTo = '/'): Promise<string> {
    const { status, location, body } = await this.submit(`/auth/${provider}`, { returnTo });
    if (status !== 303) throw new Error(`the start of the login answered ${status}: ${body}`);
    return location;
  }

  /** @returns the value of one of the app's cookies. */
  cookie(name: string): string | undefined {
    return this.cookies.get(name);
  }

  /** @returns the names of the login attempts that it has open. */
  transactions(): string[] {
    return [...this.cookies.keys()].filter((name) => name.startsWith('login-'));
  }

  /** A URL of the app is asked of this instance of it. */
  #resolve(path: string): URL {
    const url = new URL(path, this.origin);
    return url.origin === this.origin ? new URL(url.pathname + url.search, this.address) : url;
  }

  #keep(header: string): void {
    this.setCookies.push(header);
    const [pair = '', ...attributes] = header.split(';');
    const name = pair.slice(0, pair.indexOf('='));
    const gone = attributes.some((attribute) =>
      /^\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(attribute),
    );
    if (gone) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(pair.indexOf('=') + 1));
  }
}
