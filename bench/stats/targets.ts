/** The target of a ratio or value. */
export interface Target {
  readonly description: string;
  /** With `least`, a value must not be lower than the target. With `most`, it must not be higher. */
  readonly bound: 'least' | 'most';
  readonly value: number;
  readonly unit?: string;
}

const minimum = (value: number, description: string): Target => ({
  description,
  bound: 'least',
  value,
});
const maximum = (value: number, description: string, unit = ''): Target => ({
  description,
  bound: 'most',
  value,
  unit,
});

/** All targets by their key in the JSON results. */
export const TARGETS = {
  guarded: minimum(0.9, 'guarded / unguarded, repeated tokens, Fastify, Bearer'),
  guarded10k: minimum(0.8, 'guarded / unguarded, 10,000 tokens in rotation'),
  guarded100k: minimum(0.85, 'guarded / unguarded, 100,000 tokens in rotation'),
  queriesPerGuardedRequest: maximum(0, 'database queries per guarded request'),
  refresh: minimum(1, 'refresh / bare route with one UPDATE'),
  login: minimum(0.6, 'returning login / minimal login'),
  firstLogin: minimum(0.7, 'first login / minimal login'),
  loginRoundTrips: maximum(3, 'statements per returning login'),
  revocationMedianMs: maximum(50, 'revocation effective on another instance, median', 'ms'),
  revocationMaxMs: maximum(1000, 'revocation effective on another instance, max', 'ms'),
  coldStart: maximum(1.4, 'cold start / bare Nest app'),
  memory: maximum(1.3, 'memory after load / bare Nest app'),
  refreshGrowth: minimum(0.85, 'refresh with the most rows / with 1,000'),
  loginGrowth: minimum(0.85, 'login with the most rows / with 1,000'),
  guardedVsBetterAuth: minimum(10, 'guarded / better-auth, database session'),
  guardedVsBetterAuthCache: minimum(10, 'guarded / better-auth, cookie cache'),
  refreshVsBetterAuth: minimum(6, 'refresh / session renewal of better-auth'),
  loginVsBetterAuth: minimum(5, 'login / better-auth'),
} as const satisfies Record<string, Target>;

export type RatioName = keyof typeof TARGETS;

/** Returns whether a value meets its target. */
export function isMet({ bound, value }: Target, measured: number): boolean {
  return bound === 'least' ? measured >= value : measured <= value;
}
