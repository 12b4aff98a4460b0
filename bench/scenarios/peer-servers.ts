import { PUBLIC_URL } from '../apps/settings.js';
import { Connection } from '../load/connection.js';
import { logIn, type LoginBeginning } from '../load/logins.js';
import { get, postJson } from '../load/request.js';
import { peer } from '../processes/peer-programs.js';
import type { ServerProcess } from '../processes/server-process.js';
import type { BenchContext } from '../bench-context.js';

/** How many sessions take turns on a guarded route. */
export const SESSIONS = 100;

/** How a login with better-auth is begun, as its client does. */
export const betterAuthBeginning: LoginBeginning = {
  request: (headers) =>
    postJson('/api/auth/sign-in/social', { provider: 'google', callbackURL: '/' }, headers),
  providerUrl: ({ body }) => (JSON.parse(body) as { url?: string }).url ?? '',
};

/** Starts a peer on an empty database of its own. @param words for its command line */
export async function startPeer(
  stage: BenchContext,
  name: string,
  database: string,
  ...words: string[]
) {
  return stage.start({
    script: peer(name),
    arguments: words,
    variables: {
      NODE_ENV: 'production',
      DATABASE_URL: await stage.postgres.createEmpty(database),
      PROVIDER: stage.provider.origin,
      PUBLIC_URL,
    },
    path: '/health',
  });
}

/** @returns a request for the path with the cookies of each of several sessions of better-auth */
export async function signedIn(
  stage: BenchContext,
  server: ServerProcess,
  path: string,
): Promise<Buffer[]> {
  const all = await logInAll(stage, server, SESSIONS);
  return all.map((cookies) => get(path, { headers: { cookie: cookies.join('; ') } }));
}

/** Lets so many people log in to better-auth, one after the other. @returns the cookies of each */
export async function logInAll(
  stage: BenchContext,
  { port }: ServerProcess,
  count: number,
): Promise<string[][]> {
  const app = new Connection(port);
  const provider = new Connection(stage.provider.port);
  const all: string[][] = [];
  for (let person = 1; person <= count; person++) {
    const nextSubject = () => `person-${person}`;
    all.push(await logIn(app, provider, { nextSubject, begin: betterAuthBeginning }));
  }
  app.close();
  provider.close();
  return all;
}

/** Signs so many people up with the textbook. @returns the tokens of each */
export async function signUp(
  port: number,
  count: number,
): Promise<{ accessToken: string; refreshToken: string }[]> {
  const connection = new Connection(port);
  const requests = Array.from({ length: count }, (_, person) =>
    postJson('/sign-up', { email: `${process.hrtime.bigint()}-${person}@example.com` }),
  );
  const answers = await Promise.all(requests.map((request) => connection.send(request)));
  connection.close();
  return answers.map(
    ({ body }) => JSON.parse(body) as { accessToken: string; refreshToken: string },
  );
}
