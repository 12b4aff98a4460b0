import { parseArgs } from 'node:util';

/** The scenarios, in the order in which they run. */
export const SCENARIOS = [
  'guarded',
  'refresh',
  'login',
  'revocation',
  'start',
  'growth',
  'peers',
] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** The parsed command line. */
export interface BenchArguments {
  /** File to write the results to as JSON. */
  json: string | undefined;
  /** Whether the run is only a smoke test, which runs each scenario briefly. Its results are not meaningful. */
  quick: boolean;
  /** Directory for a CPU profile of each server, which Chrome DevTools can open. */
  profile: string | undefined;
  /** Base-10 logarithm of the largest table size in the growth scenario. */
  rows: number;
  scenarios: ReadonlySet<Scenario>;
}

export const USAGE = `npm run bench -- [--json FILE] [--peers] [--rows 7] [--quick] [--only SCENARIO,…] [--profile DIRECTORY]
  scenarios: ${SCENARIOS.join(', ')} (peers only with --peers or when listed)`;

/**
 * Parses the command line.
 *
 * @throws Error with the reason and the usage when an argument is invalid
 */
export function parseArguments(argv: readonly string[]): BenchArguments {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        json: { type: 'string' },
        quick: { type: 'boolean', default: false },
        peers: { type: 'boolean', default: false },
        rows: { type: 'string', default: '6' },
        only: { type: 'string' },
        profile: { type: 'string' },
      },
    });
    const { json, quick, peers, rows, only, profile } = values;
    const scenarios = selectScenarios(only, peers);
    return { json, quick, profile, rows: parseExponent(rows), scenarios };
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${USAGE}`, { cause: error });
  }
}

function parseExponent(text: string): number {
  if (!/^[4-8]$/.test(text)) throw new Error('--rows must be 4 to 8, for 10⁴ to 10⁸ rows');
  return Number(text);
}

function selectScenarios(only: string | undefined, peers: boolean): ReadonlySet<Scenario> {
  if (only === undefined) return new Set(SCENARIOS.filter((name) => name !== 'peers' || peers));
  const names = only.split(',');
  const unknown = names.filter((name) => !(SCENARIOS as readonly string[]).includes(name));
  if (unknown.length > 0) throw new Error(`unknown scenario: ${unknown.join(', ')}`);
  return new Set([...(names as Scenario[]), ...(peers ? (['peers'] as const) : [])]);
}
