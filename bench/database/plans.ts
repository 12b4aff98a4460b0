import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { withClient, type BenchPostgres } from './bench-postgres.js';

/** The execution plan of a statement of the app. */
export interface StatementPlan {
  statement: string;
  /** One line per plan node, indented by depth. */
  lines: readonly string[];
}

/** Number of rows above which a sequential scan is reported. Sequential scans of smaller tables are expected. */
const LARGE_TABLE_ROWS = 1000;

/** Statements of the benchmark itself. */
const BENCH_STATEMENTS = /ORDER BY random\(\)|pg_reload_conf/;

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: PlanNode[];
}

/**
 * Captures the plan of every statement that runs during some work, with its actual parameters (auto_explain).
 *
 * @returns each plan once, with a message for each sequential scan of a large table
 */
export async function capturePlans(
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
    // Includes at least one poll of the revocation feed.
    await sleep(1000);
    await admin.query('ALTER SYSTEM RESET auto_explain.log_min_duration');
    await admin.query('SELECT pg_reload_conf()');
    const { buffer, bytesRead } = await log.read({
      buffer: Buffer.alloc((await log.stat()).size - size),
      position: size,
    });
    return parseLog(buffer.toString('utf8', 0, bytesRead), await findLargeTables(url));
  } finally {
    await log.close();
  }
}

function parseLog(log: string, large: ReadonlySet<string>) {
  const plans = new Map<string, StatementPlan>();
  const scans = new Set<string>();
  // The first line of an entry ends with "plan:". All further lines start with a tab.
  for (const [, json = ''] of log.matchAll(/duration: [^\n]* plan:\n((?:\t[^\n]*\n)+)/g)) {
    const entry = JSON.parse(json) as { 'Query Text': string; Plan: PlanNode };
    const statement = entry['Query Text'].replaceAll(/\s+/g, ' ').trim();
    if (BENCH_STATEMENTS.test(statement)) continue;
    const nodes = flatten(entry.Plan);
    const lines = nodes.map(({ node, depth }) => '  '.repeat(depth) + describe(node));
    plans.set(statement + lines.join('\n'), { statement, lines });
    for (const { node } of nodes) {
      const table = node['Relation Name'] ?? '';
      if (node['Node Type'].endsWith('Seq Scan') && large.has(table)) {
        scans.add(`Sequential scan of "${table}": ${statement}`);
      }
    }
  }
  return { plans: [...plans.values()], scans: [...scans] };
}

function flatten(node: PlanNode, depth = 0): { node: PlanNode; depth: number }[] {
  const children = (node.Plans ?? []).flatMap((child) => flatten(child, depth + 1));
  return [{ node, depth }, ...children];
}

function describe(node: PlanNode): string {
  const index = node['Index Name'] === undefined ? '' : ` using ${node['Index Name']}`;
  const table = node['Relation Name'] === undefined ? '' : ` on ${node['Relation Name']}`;
  return node['Node Type'] + index + table;
}

async function findLargeTables(url: string): Promise<ReadonlySet<string>> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ relname: string }>(
      `SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= $1`,
      [LARGE_TABLE_ROWS],
    );
    return new Set(rows.map(({ relname }) => relname));
  });
}
