import { parseArgs } from 'node:util';

/** The parts of a run, in their order. */
export const PARTS = [
  'guarded',
  'refresh',
  'login',
  'revocation',
  'start',
  'growth',
  'peers',
] as const;
export type Part = (typeof PARTS)[number];

/** What a run is asked to do. */
export interface BenchArguments {
  /** Where to write the figures as JSON. */
  json: string | undefined;
  /** A smoke run: everything once and briefly; its figures say nothing. */
  quick: boolean;
  /** Where every server leaves a processor profile, to be opened in the browser's developer tools. */
  profile: string | undefined;
  /** The growth part goes up to 10 to the power of this. */
  rows: number;
  parts: ReadonlySet<Part>;
}

/** How the program is called. */
export const USAGE = `npm run bench -- [--json FILE] [--peers] [--rows 7] [--quick] [--only PART,…] [--profile FOLDER]
  parts: ${PARTS.join(', ')} (peers only with --peers or when named)`;

/**
 * Reads the command line.
 *
 * @throws Error with a sentence and the usage when it cannot be understood
 */
export function readArguments(words: readonly string[]): BenchArguments {
  try {
    const { values } = parseArgs({
      args: [...words],
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
    return { json, quick, profile, rows: exponent(rows), parts: partsOf(only, peers) };
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${USAGE}`, { cause: error });
  }
}

function exponent(text: string): number {
  if (!/^[4-8]$/.test(text)) throw new Error('--rows takes 4 to 8, for 10⁴ to 10⁸ rows');
  return Number(text);
}

function partsOf(only: string | undefined, peers: boolean): ReadonlySet<Part> {
  if (only === undefined) return new Set(PARTS.filter((part) => part !== 'peers' || peers));
  const names = only.split(',');
  const unknown = names.filter((name) => !(PARTS as readonly string[]).includes(name));
  if (unknown.length > 0) throw new Error(`there is no part "${unknown.join('", "')}"`);
  return new Set([...(names as Part[]), ...(peers ? (['peers'] as const) : [])]);
}
