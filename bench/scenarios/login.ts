import { randomInt } from 'node:crypto';
import { seed } from '../database/seed.js';
import { statementsPer } from '../database/statements.js';
import { runComparison, ratio } from '../stats/comparison.js';
import { repeat } from '../load/run-load.js';
import { loginClients } from '../load/logins.js';
import type { ServerProcess } from '../processes/server-process.js';
import type { BenchContext } from '../bench-context.js';

const PEOPLE = 5000;
const COUNTED_LOGINS = 300;

/** A whole login, beside one that makes the same calls to the provider and one statement. */
export async function login(stage: BenchContext): Promise<void> {
  const { results, postgres } = stage;
  results.heading('Login, per second');
  const urls = [await postgres.create('login'), await postgres.create('login_limit')] as const;
  for (const url of urls) await seed(url, PEOPLE);
  const [app, minimal] = [await stage.referenceApp(urls[0]), await stage.minimalApp(urls[1])];
  const loads = {
    'minimal, returning': load(stage, minimal, returning(PEOPLE)),
    'login, returning': load(stage, app, returning(PEOPLE)),
    'minimal, first time': load(stage, minimal, newcomer()),
    'login, first time': load(stage, app, newcomer()),
  };
  const figures = await runComparison(loads, stage.pace);
  for (const [name, figure] of Object.entries(figures)) results.add(name, figure);
  results.ratio('login', ratio(figures['login, returning'], figures['minimal, returning']));
  await countStatements(stage, urls[0], loads['login, returning'].clients);
  for (const { close } of Object.values(loads)) close();
  await Promise.all([app.stop(), minimal.stop()]);
}

/** @returns whoever logs in next: somebody of whom the tables know. */
export function returning(people: number): () => string {
  return () => `person-${randomInt(1, people + 1)}`;
}

/** @returns whoever logs in next: somebody who has never been here. */
export function newcomer(name = 'newcomer'): () => string {
  let count = 0;
  return () => `${name}-${(count += 1)}`;
}

function load(stage: BenchContext, server: ServerProcess, nextSubject: () => string) {
  const { port } = server;
  return {
    server,
    ...loginClients({ port, providerPort: stage.provider.port, nextSubject }),
  };
}

async function countStatements(
  { postgres, results }: BenchContext,
  url: string,
  clients: readonly (() => Promise<unknown>)[],
): Promise<void> {
  const count = await statementsPer(postgres.admin, url, COUNTED_LOGINS, () =>
    repeat(clients, COUNTED_LOGINS),
  );
  results.ratio('loginRoundTrips', count);
  results.note('statements per returning login', String(count));
}
