import { PUBLIC_URL } from '../apps/settings.js';
import type { BenchContext } from '../bench-context.js';
import { Connection } from '../load/connection.js';
import { logIn, type LoginStart } from '../load/logins.js';
import { get, postJson } from '../load/request.js';
import { peerProgram } from '../processes/peer-programs.js';
import type { ServerProcess } from '../processes/server-process.js';

/** Number of sessions that the requests of a guarded route rotate through. */
export const SESSIONS = 100;

/** Starts a login as the client of better-auth does. */
export const betterAuthStart: LoginStart = {
  request: (headers) =>
    postJson('/api/auth/sign-in/social', { provider: 'google', callbackURL: '/' }, headers),
  providerUrl: ({ body }) => (JSON.parse(body) as { url?: string }).url ?? '',
};

/**
 * Starts a peer on a new, empty database.
 *
 * @param args command-line arguments of the peer
 */
export async function startPeer(
  context: BenchContext,
  name: string,
  database: string,
  ...args: string[]
) {
  return context.startServer({
    script: peerProgram(name),
    args,
    variables: {
      NODE_ENV: 'production',
      DATABASE_URL: await context.postgres.createEmpty(database),
      PROVIDER: context.provider.origin,
      PUBLIC_URL,
    },
    readyPath: '/health',
  });
}

/** Encodes one request for each session of better-auth. */
export async function encodeSessionRequests(
  context: BenchContext,
  server: ServerProcess,
  path: string,
): Promise<Buffer[]> {
  const sessions = await logInUsers(context, server, SESSIONS);
  return sessions.map((cookies) => get(path, { headers: { cookie: cookies.join('; ') } }));
}

/**
 * Logs users in to better-auth one after another.
 *
 * @returns the cookies of each session
 */
export async function logInUsers(
  context: BenchContext,
  { port }: ServerProcess,
  count: number,
): Promise<string[][]> {
  const app = new Connection(port);
  const provider = new Connection(context.provider.port);
  const sessions: string[][] = [];
  for (let user = 1; user <= count; user++) {
    const nextSubject = () => `person-${user}`;
    sessions.push(await logIn(app, provider, { nextSubject, start: betterAuthStart }));
  }
  app.close();
  provider.close();
  return sessions;
}

/**
 * Signs users up with the textbook app.
 *
 * @returns the tokens of each user
 */
export async function signUp(
  port: number,
  count: number,
): Promise<{ accessToken: string; refreshToken: string }[]> {
  const connection = new Connection(port);
  const requests = Array.from({ length: count }, (_, index) =>
    postJson('/sign-up', { email: `${process.hrtime.bigint()}-${index}@example.com` }),
  );
  const responses = await Promise.all(requests.map((request) => connection.send(request)));
  connection.close();
  return responses.map(
    ({ body }) => JSON.parse(body) as { accessToken: string; refreshToken: string },
  );
}
