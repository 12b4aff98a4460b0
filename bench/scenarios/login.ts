import { randomInt } from 'node:crypto';
import type { BenchContext } from '../bench-context.js';
import { seed } from '../database/seed.js';
import { statementsPerOperation } from '../database/statements.js';
import { createLoginClients } from '../load/logins.js';
import { repeat } from '../load/run-load.js';
import type { ServerProcess } from '../processes/server-process.js';
import { ratio, runComparison } from '../stats/comparison.js';

const USERS = 5000;
const COUNTED_LOGINS = 300;

/**
 * Compares a complete login with a minimal login, which sends the same requests to the provider and runs one SQL
 * statement.
 */
export async function login(context: BenchContext): Promise<void> {
  const { results, postgres } = context;
  results.heading('Login, per second');
  const urls = [
    await postgres.createMigrated('login'),
    await postgres.createMigrated('login_limit'),
  ] as const;
  for (const url of urls) await seed(url, USERS);
  const [app, minimal] = [
    await context.startReferenceApp(urls[0]),
    await context.startMinimalApp(urls[1]),
  ];
  const loads = {
    'minimal, returning': createLoad(context, minimal, existingSubjects(USERS)),
    'login, returning': createLoad(context, app, existingSubjects(USERS)),
    'minimal, first time': createLoad(context, minimal, newSubjects()),
    'login, first time': createLoad(context, app, newSubjects()),
  };
  const rates = await runComparison(loads, context.runProfile);
  for (const [name, rate] of Object.entries(rates)) results.add(name, rate);
  results.ratio('login', ratio(rates['login, returning'], rates['minimal, returning']));
  results.ratio('firstLogin', ratio(rates['login, first time'], rates['minimal, first time']));
  // One client, because concurrent logins share statements.
  await measureStatements(context, urls[0], loads['login, returning'].clients.slice(0, 1));
  for (const { close } of Object.values(loads)) close();
  await Promise.all([app.stop(), minimal.stop()]);
}

/** Returns a generator of random subjects that already have an account. */
export function existingSubjects(users: number): () => string {
  return () => `person-${randomInt(1, users + 1)}`;
}

/** Returns a generator of subjects without an account. */
export function newSubjects(prefix = 'new-user'): () => string {
  let count = 0;
  return () => `${prefix}-${(count += 1)}`;
}

function createLoad(context: BenchContext, server: ServerProcess, nextSubject: () => string) {
  const { port } = server;
  return {
    server,
    ...createLoginClients({ port, providerPort: context.provider.port, nextSubject }),
  };
}

async function measureStatements(
  { postgres, results }: BenchContext,
  url: string,
  clients: readonly (() => Promise<unknown>)[],
): Promise<void> {
  const count = await statementsPerOperation(postgres.admin, url, COUNTED_LOGINS, () =>
    repeat(clients, COUNTED_LOGINS),
  );
  results.ratio('loginRoundTrips', count);
  results.note('statements per returning login', String(count));
}
