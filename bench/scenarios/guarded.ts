import { TokenFactory } from '../apps/token-factory.js';
import type { Adapter, BenchContext } from '../bench-context.js';
import { statementsPerOperation } from '../database/statements.js';
import {
  createRoundRobinClients,
  encodeGuardedRequests,
  type Carrier,
} from '../load/round-robin.js';
import { repeat } from '../load/run-load.js';
import type { ServerProcess } from '../processes/server-process.js';
import { ratio, runComparison, type Candidate } from '../stats/comparison.js';

const COUNTED_REQUESTS = 20_000;

/** Compares a guarded route with the same route in a bare Nest app. Both receive the same requests. */
export async function guarded(context: BenchContext): Promise<void> {
  context.results.heading('Guarded GET, requests per second');
  const url = await context.postgres.createMigrated('guarded');
  for (const adapter of ['fastify', 'express'] as const) {
    const ours = await context.startGuardedApp(url, adapter);
    const bare = await context.startBareApp(adapter);
    // New tokens are issued for each adapter, because tokens expire after five minutes.
    const tokens = await issueAccessTokens(url, Math.max(...context.runProfile.distinctTokens));
    if (adapter === 'fastify') await measureStatements(context, url, ours, tokens);
    for (const carrier of ['bearer', 'cookie'] as const) {
      await compare(context, { adapter, carrier, ours, bare, tokens });
    }
    reportMemory(context, `memory, ${adapter}`, ours, bare);
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

async function compare(context: BenchContext, comparison: Comparison): Promise<void> {
  const { adapter, carrier, ours, bare, tokens } = comparison;
  const { results, runProfile } = context;
  const label = `${adapter} ${carrier}`;
  const requests = encodeGuardedRequests(tokens, carrier);
  const candidates: Record<string, Candidate> = {};
  const closers: (() => void)[] = [];
  const addCandidate = (name: string, server: ServerProcess, distinct: number) => {
    const load = createRoundRobinClients(server.port, requests.slice(0, distinct));
    candidates[name] = { server, clients: load.clients, warmUpSteps: distinct };
    closers.push(load.close);
  };
  addCandidate('unguarded', bare, 1);
  for (const distinct of runProfile.distinctTokens) {
    addCandidate(tokenCount(distinct), ours, distinct);
  }
  const rates = await runComparison(candidates, runProfile);
  for (const close of closers) close();
  for (const [entry, rate] of Object.entries(rates)) results.add(`${label}, ${entry}`, rate);
  if (label !== 'fastify bearer') return;
  const { unguarded } = rates;
  const targets = { guarded: 1, guarded10k: 10_000, guarded100k: 100_000 } as const;
  for (const [name, distinct] of Object.entries(targets)) {
    const rate = rates[tokenCount(distinct)];
    if (unguarded === undefined || rate === undefined) continue;
    results.ratio(name as keyof typeof targets, ratio(rate, unguarded));
  }
}

const tokenCount = (distinct: number) => `${distinct.toLocaleString('en-US')} token(s)`;

/** Issues access tokens for different sessions. */
export async function issueAccessTokens(url: string, count: number): Promise<string[]> {
  const tokenFactory = await TokenFactory.open(url);
  const tokens = Array.from({ length: count }, () => tokenFactory.accessToken());
  await tokenFactory.close();
  return tokens;
}

async function measureStatements(
  { postgres, results }: BenchContext,
  url: string,
  { port }: ServerProcess,
  tokens: readonly string[],
): Promise<void> {
  const { clients, close } = createRoundRobinClients(
    port,
    encodeGuardedRequests(tokens.slice(0, 1000), 'bearer'),
  );
  const count = await statementsPerOperation(postgres.admin, url, COUNTED_REQUESTS, () =>
    repeat(clients, COUNTED_REQUESTS),
  );
  close();
  results.ratio('queriesPerGuardedRequest', count);
  results.note('database queries per guarded request', String(count));
}

function reportMemory(
  { results }: BenchContext,
  label: string,
  ours: ServerProcess,
  bare: ServerProcess,
) {
  const [guardedMemory, bareMemory] = [ours.memoryMiB(), bare.memoryMiB()].map(
    (mib) => `${mib?.toFixed(0) ?? '?'} MiB`,
  );
  results.note(label, `guarded ${guardedMemory}, unguarded ${bareMemory}`);
}
