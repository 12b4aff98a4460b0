import { randomInt } from 'node:crypto';
import { PUBLIC_URL } from '../apps/settings.js';
import { Answer, Connection } from './connection.js';
import { get, post } from './request.js';
import type { Clients } from './rotation.js';

/** Where logins go, and whose they are. */
export interface LoginPlan {
  port: number;
  providerPort: number;
  /** @returns the subject at the provider of whoever logs in next */
  nextSubject: () => string;
  /** How a login is begun; default: as our login page does. */
  begin?: LoginBeginning;
}

/** How a login is begun, and where the answer says that the provider is. */
export interface LoginBeginning {
  request: (headers: Readonly<Record<string, string>>) => Buffer;
  providerUrl: (answer: Answer) => string;
}

const CONNECTIONS = 16;

const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** A form of our login page. */
const formBeginning: LoginBeginning = {
  request: (headers) =>
    post('/auth/google', {
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'returnTo=%2F',
    }),
  providerUrl: (answer) => answer.header('location'),
};

/** Clients that log in, each login from an address of its own: start, provider, callback, session. */
export function loginClients(plan: LoginPlan): Clients {
  const apps = Connection.several(plan.port, CONNECTIONS);
  const providers = Connection.several(plan.providerPort, CONNECTIONS);
  const clients = apps.map((app, index) => {
    const provider = providers[index] as Connection;
    return () => logIn(app, provider, plan);
  });
  const close = () => [...apps, ...providers].forEach((connection) => connection.close());
  return { clients, close };
}

/** @returns the cookies that a login has ended with, as `name=value` */
export async function logIn(
  app: Connection,
  provider: Connection,
  { nextSubject, begin = formBeginning }: Pick<LoginPlan, 'nextSubject' | 'begin'>,
): Promise<string[]> {
  const browser = {
    'user-agent': USER_AGENT,
    accept: 'text/html',
    origin: PUBLIC_URL,
    'x-forwarded-for': address(),
  };
  const started = await app.send(begin.request(browser));
  const toProvider = pathOf(expectLocation(started, begin.providerUrl(started)));
  const hint = `&login_hint=${nextSubject()}&auto_approve=true`;
  const approved = await provider.send(get(toProvider + hint));
  const callback = pathOf(expectLocation(approved, approved.header('location')));
  const cookie = started.cookies.join('; ');
  const ended = await app.send(get(callback, { headers: { ...browser, cookie } }));
  const signedIn = ended.cookies.some((pair) => /(access|session_token)=./.test(pair));
  expectLocation(ended, signedIn ? ended.header('location') : '');
  return ended.cookies;
}

function expectLocation(answer: Answer, location: string): string {
  if (answer.status < 400 && location !== '' && !location.includes('error')) return location;
  throw new Error(`a login got ${answer.head}\n\n${answer.body}`);
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url, PUBLIC_URL);
  return pathname + search;
}

/** An address that nobody else has, most likely. */
function address(): string {
  return `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
}
