/** A figure that the project has a target for. */
export interface Target {
  readonly what: string;
  /** `least`: the figure shall be so much or more; `most`: so much or less. */
  readonly bound: 'least' | 'most';
  readonly value: number;
  readonly unit?: string;
}

const least = (value: number, what: string): Target => ({ what, bound: 'least', value });
const most = (value: number, what: string, unit = ''): Target => ({
  what,
  bound: 'most',
  value,
  unit,
});

/** Every ratio by the name it has in the JSON. */
export const TARGETS = {
  guarded: least(0.9, 'guarded / unguarded, repeated tokens, Fastify, Bearer'),
  guarded10k: least(0.8, 'guarded / unguarded, 10,000 tokens in rotation'),
  queriesPerGuardedRequest: most(0, 'database queries per guarded request'),
  refresh: least(0.6, 'refresh / bare route with one UPDATE'),
  login: least(0.6, 'returning login / bare minimal login'),
  loginRoundTrips: most(3, 'statements per returning login'),
  revocationMedianMs: most(50, 'revocation seen by another instance, median', 'ms'),
  revocationMaxMs: most(1000, 'revocation seen by another instance, max', 'ms'),
  coldStart: most(2, 'cold start / bare Nest app'),
  memory: most(1.6, 'memory after load / bare Nest app'),
  refreshGrowth: least(0.85, 'refresh with the most rows / with 1,000'),
  loginGrowth: least(0.85, 'login with the most rows / with 1,000'),
  guardedVsBetterAuth: least(10, 'guarded / better-auth, database session'),
  guardedVsBetterAuthCache: least(10, 'guarded / better-auth, cookie cache'),
  refreshVsBetterAuth: least(6, 'refresh / better-auth’s session renewal'),
  loginVsBetterAuth: least(5, 'login / better-auth'),
} as const satisfies Record<string, Target>;

export type RatioName = keyof typeof TARGETS;

/** @returns whether a figure is as it shall be. */
export function meets({ bound, value }: Target, figure: number): boolean {
  return bound === 'least' ? figure >= value : figure <= value;
}
