import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchPostgres } from './bench-postgres.js';
import { withClient } from './bench-postgres.js';

/** How PostgreSQL went about a statement of the app. */
export interface StatementPlan {
  statement: string;
  /** One node of the plan each, indented. */
  lines: readonly string[];
}

/** A table with fewer rows is read as a whole for good reasons. */
const SMALL_TABLE = 1000;

/** What the bench itself asks while the app is watched. */
const OWN = /ORDER BY random\(\)|pg_reload_conf/;

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: PlanNode[];
}

/**
 * Records how PostgreSQL goes about every statement that reaches it during some work: the very plans, for
 * the very parameters (auto_explain).
 *
 * @returns every plan once, and a sentence for every one that reads a whole table
 */
export async function hotPlans(
  { admin, logFile }: BenchPostgres,
  url: string,
  work: () => Promise<void>,
): Promise<{ plans: StatementPlan[]; scans: string[] }> {
  const log = await open(logFile);
  try {
    await admin.query(`ALTER SYSTEM SET auto_explain.log_format = 'json'`);
    await admin.query('ALTER SYSTEM SET auto_explain.log_min_duration = 0');
    await admin.query('SELECT pg_reload_conf()');
    await sleep(500);
    const { size } = await log.stat();
    await work();
    // Time for a look of the revocation feed.
    await sleep(1000);
    await admin.query('ALTER SYSTEM RESET auto_explain.log_min_duration');
    await admin.query('SELECT pg_reload_conf()');
    const { buffer, bytesRead } = await log.read({
      buffer: Buffer.alloc((await log.stat()).size - size),
      position: size,
    });
    return digest(buffer.toString('utf8', 0, bytesRead), await largeTables(url));
  } finally {
    await log.close();
  }
}

function digest(log: string, large: ReadonlySet<string>) {
  const plans = new Map<string, StatementPlan>();
  const scans = new Set<string>();
  // An entry's first line ends with "plan:", every further one begins with a tab.
  for (const [, json = ''] of log.matchAll(/duration: [^\n]* plan:\n((?:\t[^\n]*\n)+)/g)) {
    const entry = JSON.parse(json) as { 'Query Text': string; Plan: PlanNode };
    const statement = entry['Query Text'].replaceAll(/\s+/g, ' ').trim();
    if (OWN.test(statement)) continue;
    const nodes = flatten(entry.Plan);
    const lines = nodes.map(({ node, depth }) => '  '.repeat(depth) + describe(node));
    plans.set(statement + lines.join('\n'), { statement, lines });
    for (const { node } of nodes) {
      const table = node['Relation Name'] ?? '';
      if (node['Node Type'].endsWith('Seq Scan') && large.has(table))
        scans.add(`all of "${table}" is read for: ${statement}`);
    }
  }
  return { plans: [...plans.values()], scans: [...scans] };
}

function flatten(node: PlanNode, depth = 0): { node: PlanNode; depth: number }[] {
  const below = (node.Plans ?? []).flatMap((child) => flatten(child, depth + 1));
  return [{ node, depth }, ...below];
}

function describe(node: PlanNode): string {
  const index = node['Index Name'] === undefined ? '' : ` using ${node['Index Name']}`;
  const table = node['Relation Name'] === undefined ? '' : ` on ${node['Relation Name']}`;
  return node['Node Type'] + index + table;
}

async function largeTables(url: string): Promise<ReadonlySet<string>> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ relname: string }>(
      `SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= $1`,
      [SMALL_TABLE],
    );
    return new Set(rows.map(({ relname }) => relname));
  });
}
