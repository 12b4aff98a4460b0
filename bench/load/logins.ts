import { randomInt } from 'node:crypto';
import { PUBLIC_URL } from '../apps/settings.js';
import { Answer, Connection } from './connection.js';
import type { Step } from './drive.js';
import { get, post } from './request.js';

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
export async function loginClients(
  plan: LoginPlan,
): Promise<{ clients: Step[]; close: () => void }> {
  const apps = await Connection.openAll(plan.port, CONNECTIONS);
  const providers = await Connection.openAll(plan.providerPort, CONNECTIONS);
  const clients = apps.map((app, index) => {
    const provider = providers[index] as Connection;
    return () => logIn(app, provider, plan);
  });
  const close = () => [...apps, ...providers].forEach((connection) => connection.close());
  return { clients, close };
}

async function logIn(
  app: Connection,
  provider: Connection,
  { nextSubject, begin = formBeginning }: LoginPlan,
): Promise<void> {
  const browser = {
    'user-agent': USER_AGENT,
    accept: 'text/html',
    origin: PUBLIC_URL,
    'x-forwarded-for': address(),
  };
  const started = await app.send(begin.request(browser));
  const toProvider = pathOf(expectStatus(started, begin.providerUrl(started)));
  const hint = `&login_hint=${nextSubject()}&auto_approve=true`;
  const approved = await provider.send(get(toProvider + hint));
  const callback = pathOf(expectStatus(approved, approved.header('location')));
  const cookie = started.cookies.join('; ');
  const ended = await app.send(get(callback, { headers: { ...browser, cookie } }));
  const signedIn = ended.cookies.some((pair) => /(access|session_token)=./.test(pair));
  expectStatus(ended, signedIn ? ended.header('location') : '');
}

function expectStatus(answer: Answer, location: string): string {
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
