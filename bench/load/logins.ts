import { randomInt } from 'node:crypto';
import { PUBLIC_URL } from '../apps/settings.js';
import { HttpResponse, Connection } from './connection.js';
import { get, post } from './request.js';
import type { ClientPool } from './round-robin.js';

/** Servers and users of a login load. */
export interface LoginPlan {
  port: number;
  providerPort: number;
  /** Returns the provider's subject of the next login. */
  nextSubject: () => string;
  /** Defaults to a form of the login page. */
  start?: LoginStart;
}

/** The request that starts a login, and how to read the URL of the provider from the response. */
export interface LoginStart {
  request: (headers: Readonly<Record<string, string>>) => Buffer;
  providerUrl: (response: HttpResponse) => string;
}

const CONNECTIONS = 16;

const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** Submits a form of the login page. */
const formStart: LoginStart = {
  request: (headers) =>
    post('/auth/google', {
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'returnTo=%2F',
    }),
  providerUrl: (response) => response.header('location'),
};

/** Creates clients that repeat complete logins, each login from another IP address. */
export function createLoginClients(plan: LoginPlan): ClientPool {
  const apps = Connection.createMany(plan.port, CONNECTIONS);
  const providers = Connection.createMany(plan.providerPort, CONNECTIONS);
  const clients = apps.map((app, index) => {
    const provider = providers[index] as Connection;
    return () => logIn(app, provider, plan);
  });
  const close = () => [...apps, ...providers].forEach((connection) => connection.close());
  return { clients, close };
}

/** Logs in and returns the cookies of the callback response as `name=value`. */
export async function logIn(
  app: Connection,
  provider: Connection,
  { nextSubject, start = formStart }: Pick<LoginPlan, 'nextSubject' | 'start'>,
): Promise<string[]> {
  const browser = {
    'user-agent': USER_AGENT,
    accept: 'text/html',
    origin: PUBLIC_URL,
    'x-forwarded-for': randomAddress(),
  };
  const started = await app.send(start.request(browser));
  const authorizePath = pathOf(expectLocation(started, start.providerUrl(started)));
  const hint = `&login_hint=${nextSubject()}&auto_approve=true`;
  const approved = await provider.send(get(authorizePath + hint));
  const callback = pathOf(expectLocation(approved, approved.header('location')));
  const cookie = started.cookies.join('; ');
  const completed = await app.send(get(callback, { headers: { ...browser, cookie } }));
  const signedIn = completed.cookies.some((pair) => /(access|session_token)=./.test(pair));
  expectLocation(completed, signedIn ? completed.header('location') : '');
  return completed.cookies;
}

function expectLocation(response: HttpResponse, location: string): string {
  if (response.status < 400 && location !== '' && !location.includes('error')) return location;
  throw new Error(`A login failed:\n${response.head}\n\n${response.body}`);
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url, PUBLIC_URL);
  return pathname + search;
}

/** Returns another address for each login, because of the rate limit per IP address. */
function randomAddress(): string {
  return `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
}
