import { seed } from '../database/seed.js';
import { runComparison, ratio, type Rate } from '../stats/comparison.js';
import { loginClients } from '../load/logins.js';
import { refreshClients } from '../load/refreshes.js';
import { guardedRequests, rotatingClients } from '../load/rotation.js';
import { providePeers } from '../processes/peer-programs.js';
import type { ServerProcess } from '../processes/server-process.js';
import type { BenchContext } from '../bench-context.js';
import { mintTokens } from './guarded.js';
import { returning } from './login.js';
import {
  betterAuthBeginning,
  logInAll,
  SESSIONS,
  signedIn,
  signUp,
  startPeer,
} from './peer-servers.js';
import { refreshTokens } from './refresh.js';

const PEOPLE = 1000;

/** What else people take: better-auth, and what tutorials make of Nest and Passport. */
export async function peers(stage: BenchContext): Promise<void> {
  stage.results.heading('Peers, per second (textbook: passport-jwt, HS256, hashed refresh token)');
  providePeers();
  const url = await stage.postgres.create('peers');
  await seed(url, PEOPLE);
  const textbook = await startPeer(stage, 'textbook', 'textbook');
  await compareGuarded(stage, url, textbook);
  await compareRefresh(stage, url, textbook);
  await textbook.stop();
  await compareLogin(stage, url);
}

async function compareGuarded(
  stage: BenchContext,
  url: string,
  textbook: ServerProcess,
): Promise<void> {
  const ours = await stage.guardedApp(url, 'fastify');
  const database = await startPeer(stage, 'better-auth', 'better_auth_database', 'database');
  const cache = await startPeer(stage, 'better-auth', 'better_auth_cache', 'cookie-cache');
  const signUps = await signUp(textbook.port, PEOPLE);
  const requests = {
    'guarded, ours': [ours, guardedRequests(await mintTokens(url, SESSIONS), 'bearer')],
    'guarded, better-auth, database session': [
      database,
      await signedIn(stage, database, '/greeting'),
    ],
    'guarded, better-auth, cookie cache': [cache, await signedIn(stage, cache, '/greeting')],
    'guarded, textbook': [
      textbook,
      guardedRequests(
        signUps.map(({ accessToken }) => accessToken),
        'bearer',
      ),
    ],
  } as const;
  const figures = await compare(stage, requests);
  const own = figures['guarded, ours'];
  stage.results.ratio(
    'guardedVsBetterAuth',
    ratio(own, figures['guarded, better-auth, database session']),
  );
  stage.results.ratio(
    'guardedVsBetterAuthCache',
    ratio(own, figures['guarded, better-auth, cookie cache']),
  );
  await Promise.all([ours, database, cache].map((server) => server.stop()));
}

async function compareRefresh(
  stage: BenchContext,
  url: string,
  textbook: ServerProcess,
): Promise<void> {
  const ours = await stage.referenceApp(url);
  const renewal = await startPeer(stage, 'better-auth', 'better_auth_renewal', 'renewal');
  const tokens = (await signUp(textbook.port, PEOPLE)).map(({ refreshToken }) => refreshToken);
  const loads = [
    refreshClients(ours.port, await refreshTokens(url, PEOPLE)),
    rotatingClients(renewal.port, await signedIn(stage, renewal, '/api/auth/get-session')),
    refreshClients(textbook.port, tokens),
  ] as const;
  const figures = await runComparison(
    {
      'refresh, ours': { server: ours, clients: loads[0].clients },
      'session renewal, better-auth': { server: renewal, clients: loads[1].clients },
      'refresh, textbook': { server: textbook, clients: loads[2].clients },
    },
    stage.pace,
  );
  show(stage, figures);
  const { 'refresh, ours': own, 'session renewal, better-auth': theirs } = figures;
  stage.results.ratio('refreshVsBetterAuth', ratio(own, theirs));
  for (const { close } of loads) close();
  await Promise.all([ours.stop(), renewal.stop()]);
}

async function compareLogin(stage: BenchContext, url: string): Promise<void> {
  const ours = await stage.referenceApp(url);
  const other = await startPeer(stage, 'better-auth', 'better_auth_login', 'database');
  const plan = { providerPort: stage.provider.port, nextSubject: returning(PEOPLE) };
  const loads = [
    loginClients({ ...plan, port: ours.port }),
    loginClients({ ...plan, port: other.port, begin: betterAuthBeginning }),
  ] as const;
  await logInAll(stage, other, PEOPLE);
  const figures = await runComparison(
    {
      'login, ours': { server: ours, clients: loads[0].clients },
      'login, better-auth': { server: other, clients: loads[1].clients },
    },
    stage.pace,
  );
  show(stage, figures);
  const { 'login, ours': own, 'login, better-auth': theirs } = figures;
  stage.results.ratio('loginVsBetterAuth', ratio(own, theirs));
  for (const { close } of loads) close();
  await Promise.all([ours.stop(), other.stop()]);
}

async function compare<Name extends string>(
  stage: BenchContext,
  entries: Readonly<Record<Name, readonly [ServerProcess, readonly Buffer[]]>>,
): Promise<Record<Name, Rate>> {
  const loads = Object.entries<readonly [ServerProcess, readonly Buffer[]]>(entries).map(
    ([name, [server, requests]]) =>
      [name, { server, ...rotatingClients(server.port, requests) }] as const,
  );
  const figures = await runComparison(Object.fromEntries(loads), stage.pace);
  for (const [, { close }] of loads) close();
  show(stage, figures);
  return figures;
}

function show({ results }: BenchContext, figures: Readonly<Record<string, Rate>>): void {
  for (const [name, figure] of Object.entries(figures)) results.add(name, figure);
}
