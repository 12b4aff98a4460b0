import { clientAddress } from './client-address.js';

/** A response, with its body as text. */
export interface TestResponse {
  status: number;
  headers: Headers;
  body: string;
  /** The Location header, or an empty string. */
  location: string;
}

/** The options of a request. */
export interface RequestOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** An HTTP client with a cookie jar. It accepts HTML by default and does not follow redirects. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();
  /** All Set-Cookie headers received. */
  readonly setCookies: string[] = [];
  /** The client address that the proxy in front of the app reports. */
  forwardedFor = clientAddress();

  /**
   * @param address the URL of the instance that receives the requests
   * @param origin the public URL of the app, which differs from the address behind a load balancer
   */
  constructor(
    readonly address: string,
    readonly origin = address,
  ) {}

  /** Sends a request. */
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
    for (const header of response.headers.getSetCookie()) this.#storeCookie(header);
    const location = response.headers.get('location') ?? '';
    return {
      status: response.status,
      headers: response.headers,
      body: await response.text(),
      location,
    };
  }

  /** Submits a form of a page of the app. */
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

  /** Requests JSON, as a script of the page does. */
  async json<T>(path: string): Promise<T> {
    const { body } = await this.request(path, { headers: { accept: 'application/json' } });
    return JSON.parse(body) as T;
  }

  /**
   * Starts a login.
   *
   * @returns the authorization URL of the provider
   */
  async begin(provider: string, returnTo = '/'): Promise<string> {
    const { status, location, body } = await this.submit(`/auth/${provider}`, { returnTo });
    if (status !== 303) throw new Error(`the start of the login returned ${status}: ${body}`);
    return location;
  }

  /** @returns the value of a cookie */
  cookie(name: string): string | undefined {
    return this.cookies.get(name);
  }

  /** @returns the names of the cookies of pending login transactions */
  transactions(): string[] {
    return [...this.cookies.keys()].filter((name) => name.startsWith('login-'));
  }

  /** Sends URLs of the app to this instance. */
  #resolve(path: string): URL {
    const url = new URL(path, this.origin);
    return url.origin === this.origin ? new URL(url.pathname + url.search, this.address) : url;
  }

  #storeCookie(header: string): void {
    this.setCookies.push(header);
    const [pair = '', ...attributes] = header.split(';');
    const name = pair.slice(0, pair.indexOf('='));
    const isDeleted = attributes.some((attribute) =>
      /^\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(attribute),
    );
    if (isDeleted) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(pair.indexOf('=') + 1));
  }
}
