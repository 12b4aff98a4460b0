import type { BenchContext } from '../bench-context.js';
import { seed } from '../database/seed.js';
import { createLoginClients } from '../load/logins.js';
import { createRefreshClients } from '../load/refreshes.js';
import { createRoundRobinClients, encodeGuardedRequests } from '../load/round-robin.js';
import { installPeers } from '../processes/peer-programs.js';
import type { ServerProcess } from '../processes/server-process.js';
import { ratio, runComparison, type Rate } from '../stats/comparison.js';
import { issueAccessTokens } from './guarded.js';
import { existingSubjects } from './login.js';
import {
  betterAuthStart,
  logInUsers,
  SESSIONS,
  encodeSessionRequests,
  signUp,
  startPeer,
} from './peer-servers.js';
import { issueRefreshTokens } from './refresh.js';

const USERS = 1000;

/** Compares the module with better-auth and with a textbook app on Nest and Passport. */
export async function peers(context: BenchContext): Promise<void> {
  context.results.heading(
    'Peers: operations per second (textbook: passport-jwt, HS256, hashed refresh token)',
  );
  installPeers();
  const url = await context.postgres.createMigrated('peers');
  await seed(url, USERS);
  const textbook = await startPeer(context, 'textbook', 'textbook');
  await compareGuarded(context, url, textbook);
  await compareRefresh(context, url, textbook);
  await textbook.stop();
  await compareLogin(context, url);
}

async function compareGuarded(
  context: BenchContext,
  url: string,
  textbook: ServerProcess,
): Promise<void> {
  const ours = await context.startGuardedApp(url, 'fastify');
  const database = await startPeer(context, 'better-auth', 'better_auth_database', 'database');
  const cache = await startPeer(context, 'better-auth', 'better_auth_cache', 'cookie-cache');
  const signUps = await signUp(textbook.port, USERS);
  const requests = {
    'guarded, ours': [
      ours,
      encodeGuardedRequests(await issueAccessTokens(url, SESSIONS), 'bearer'),
    ],
    'guarded, better-auth, database session': [
      database,
      await encodeSessionRequests(context, database, '/greeting'),
    ],
    'guarded, better-auth, cookie cache': [
      cache,
      await encodeSessionRequests(context, cache, '/greeting'),
    ],
    'guarded, textbook': [
      textbook,
      encodeGuardedRequests(
        signUps.map(({ accessToken }) => accessToken),
        'bearer',
      ),
    ],
  } as const;
  const rates = await compare(context, requests);
  const own = rates['guarded, ours'];
  context.results.ratio(
    'guardedVsBetterAuth',
    ratio(own, rates['guarded, better-auth, database session']),
  );
  context.results.ratio(
    'guardedVsBetterAuthCache',
    ratio(own, rates['guarded, better-auth, cookie cache']),
  );
  await Promise.all([ours, database, cache].map((server) => server.stop()));
}

async function compareRefresh(
  context: BenchContext,
  url: string,
  textbook: ServerProcess,
): Promise<void> {
  const ours = await context.startReferenceApp(url);
  const renewal = await startPeer(context, 'better-auth', 'better_auth_renewal', 'renewal');
  const tokens = (await signUp(textbook.port, USERS)).map(({ refreshToken }) => refreshToken);
  const loads = [
    createRefreshClients(ours.port, await issueRefreshTokens(url, USERS)),
    createRoundRobinClients(
      renewal.port,
      await encodeSessionRequests(context, renewal, '/api/auth/get-session'),
    ),
    createRefreshClients(textbook.port, tokens),
  ] as const;
  const rates = await runComparison(
    {
      'refresh, ours': { server: ours, clients: loads[0].clients },
      'session renewal, better-auth': { server: renewal, clients: loads[1].clients },
      'refresh, textbook': { server: textbook, clients: loads[2].clients },
    },
    context.runProfile,
  );
  addRates(context, rates);
  const { 'refresh, ours': own, 'session renewal, better-auth': theirs } = rates;
  context.results.ratio('refreshVsBetterAuth', ratio(own, theirs));
  for (const { close } of loads) close();
  await Promise.all([ours.stop(), renewal.stop()]);
}

async function compareLogin(context: BenchContext, url: string): Promise<void> {
  const ours = await context.startReferenceApp(url);
  const other = await startPeer(context, 'better-auth', 'better_auth_login', 'database');
  const plan = { providerPort: context.provider.port, nextSubject: existingSubjects(USERS) };
  const loads = [
    createLoginClients({ ...plan, port: ours.port }),
    createLoginClients({ ...plan, port: other.port, start: betterAuthStart }),
  ] as const;
  await logInUsers(context, other, USERS);
  const rates = await runComparison(
    {
      'login, ours': { server: ours, clients: loads[0].clients },
      'login, better-auth': { server: other, clients: loads[1].clients },
    },
    context.runProfile,
  );
  addRates(context, rates);
  const { 'login, ours': own, 'login, better-auth': theirs } = rates;
  context.results.ratio('loginVsBetterAuth', ratio(own, theirs));
  for (const { close } of loads) close();
  await Promise.all([ours.stop(), other.stop()]);
}

async function compare<Name extends string>(
  context: BenchContext,
  entries: Readonly<Record<Name, readonly [ServerProcess, readonly Buffer[]]>>,
): Promise<Record<Name, Rate>> {
  const loads = Object.entries<readonly [ServerProcess, readonly Buffer[]]>(entries).map(
    ([name, [server, requests]]) =>
      [name, { server, ...createRoundRobinClients(server.port, requests) }] as const,
  );
  const rates = await runComparison(Object.fromEntries(loads), context.runProfile);
  for (const [, { close }] of loads) close();
  addRates(context, rates);
  return rates;
}

function addRates({ results }: BenchContext, rates: Readonly<Record<string, Rate>>): void {
  for (const [name, rate] of Object.entries(rates)) results.add(name, rate);
}
