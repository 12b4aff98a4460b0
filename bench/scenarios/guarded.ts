import { TokenFactory } from '../apps/token-factory.js';
import { statementsPer } from '../database/statements.js';
import { runComparison, ratio, type Candidate } from '../stats/comparison.js';
import { repeat } from '../load/run-load.js';
import { guardedRequests, rotatingClients, type Carrier } from '../load/rotation.js';
import type { ServerProcess } from '../processes/server-process.js';
import type { Adapter, BenchContext } from '../bench-context.js';

const COUNTED_REQUESTS = 20_000;

/** Our guard on a route, beside the very same route in a bare Nest app: both get the same requests. */
export async function guarded(stage: BenchContext): Promise<void> {
  stage.results.heading('Guarded GET, requests per second');
  const url = await stage.postgres.create('guarded');
  for (const adapter of ['fastify', 'express'] as const) {
    const ours = await stage.guardedApp(url, adapter);
    const bare = await stage.bareApp(adapter);
    // Made anew for each adapter: a token lives for five minutes.
    const tokens = await mintTokens(
      url,
      Math.max(...stage.pace.distinctTokens, ...stage.pace.tooManyTokens),
    );
    if (adapter === 'fastify') await countStatements(stage, url, ours, tokens);
    for (const carrier of ['bearer', 'cookie'] as const) {
      await compare(stage, { adapter, carrier, ours, bare, tokens });
    }
    noteMemory(stage, `memory, ${adapter}`, ours, bare);
    await Promise.all([ours.stop(), bare.stop()]);
  }
}

interface Comparison {
  adapter: Adapter;
  carrier: Carrier;
  ours: ServerProcess;
  bare: ServerProcess;
  tokens: readonly string[];
}

async function compare(stage: BenchContext, comparison: Comparison): Promise<void> {
  const { adapter, carrier, ours, bare, tokens } = comparison;
  const { results, pace } = stage;
  const label = `${adapter} ${carrier}`;
  const requests = guardedRequests(tokens, carrier);
  const contestants: Record<string, Candidate> = {};
  const closing: (() => void)[] = [];
  const enter = async (name: string, server: ServerProcess, distinct: number) => {
    const load = rotatingClients(server.port, requests.slice(0, distinct));
    contestants[name] = { server, clients: load.clients };
    closing.push(load.close);
  };
  await enter('unguarded', bare, 1);
  for (const distinct of pace.distinctTokens) await enter(name(distinct), ours, distinct);
  const figures = await runComparison(contestants, pace);
  for (const distinct of pace.tooManyTokens) {
    const load = rotatingClients(ours.port, requests.slice(0, distinct));
    closing.push(load.close);
    // In rounds of their own: they drive all others out of the cache.
    const alone = { [name(distinct)]: { server: ours, clients: load.clients } };
    Object.assign(figures, await runComparison(alone, pace));
  }
  for (const close of closing) close();
  for (const [entry, figure] of Object.entries(figures)) results.add(`${label}, ${entry}`, figure);
  if (label !== 'fastify bearer') return;
  const { unguarded, [name(1)]: one, [name(10_000)]: many } = figures;
  if (unguarded === undefined || one === undefined || many === undefined) return;
  results.ratio('guarded', ratio(one, unguarded));
  results.ratio('guarded10k', ratio(many, unguarded));
}

const name = (distinct: number) => `${distinct.toLocaleString('en-US')} token(s)`;

/** @returns access tokens, each of a session of its own. */
export async function mintTokens(url: string, count: number): Promise<string[]> {
  const mint = await TokenFactory.open(url);
  const tokens = Array.from({ length: count }, () => mint.accessToken());
  await mint.close();
  return tokens;
}

async function countStatements(
  { postgres, results }: BenchContext,
  url: string,
  { port }: ServerProcess,
  tokens: readonly string[],
): Promise<void> {
  const { clients, close } = rotatingClients(
    port,
    guardedRequests(tokens.slice(0, 1000), 'bearer'),
  );
  const count = await statementsPer(postgres.admin, url, COUNTED_REQUESTS, () =>
    repeat(clients, COUNTED_REQUESTS),
  );
  close();
  results.ratio('queriesPerGuardedRequest', count);
  results.note('database queries per guarded request', String(count));
}

function noteMemory(
  { results }: BenchContext,
  label: string,
  ours: ServerProcess,
  bare: ServerProcess,
) {
  const words = [ours.memory(), bare.memory()].map((mib) => `${mib?.toFixed(0) ?? '?'} MiB`);
  results.note(label, `guarded ${words[0]}, unguarded ${words[1]}`);
}
