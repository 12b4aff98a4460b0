import { MICROSECOND, REQUEST_KINDS, REQUESTS, type RequestKind } from './costs.js';
import { BUSIEST_HOUR, loadOfHour, ShardPlan, type Deployment } from './deployment.js';
import { SimulatedShard, type Observation, type Resource } from './shard.js';

/** The highest acceptable 99th percentile of each request, in seconds, without the provider and the browser. */
export const OBJECTIVES: Readonly<Record<RequestKind, number>> = {
  guarded: 0.01,
  refresh: 0.05,
  'session list': 0.05,
  'returning login': 0.1,
  'first login': 0.1,
  logout: 0.1,
};

const DATABASE_RESOURCES = ['database cores', 'database disk', 'write-ahead log'] as const;

/** Beyond this, one more peak or one lost machine would overload the rest. */
const MAX_UTILIZATION = 0.7;

/** The fewest instances that meet the objectives with a number of shards. */
export interface SearchResult {
  readonly shards: number;
  /** Undefined if no number of instances is enough. */
  readonly instances: number | undefined;
  /** In the busiest hour. If no number of instances is enough, with the last one that was tried. */
  readonly observation: Observation;
}

/** Searches the fewest shards, and the fewest instances for them. Yields each number of shards that was tried. */
export function* search(
  deployment: Deployment,
  { seconds, seed }: { seconds: number; seed: number },
): Generator<SearchResult> {
  const observe = (shards: number, perShard: number) =>
    new SimulatedShard({ ...deployment, shards, instances: shards * perShard }, seed).run(
      BUSIEST_HOUR,
      seconds,
    );
  for (let shards = 1; ; shards++) {
    const minimum = minimumInstances(new ShardPlan({ ...deployment, shards }));
    const result = searchInstances(shards, minimum, (perShard) => observe(shards, perShard));
    yield result;
    if (result.instances !== undefined) return;
  }
}

/**
 * More instances do not help when the database is the limit. More than twice as many as their own CPU time requires do not help
 * either: their polls are the limit.
 */
function searchInstances(
  shards: number,
  minimum: number,
  observe: (perShard: number) => Observation,
): SearchResult {
  let perShard = minimum;
  let observation = observe(perShard);
  while (findLimit(observation) !== 'none') {
    const next = Math.ceil(perShard * 1.1);
    if (isDatabaseOverloaded(observation) || next > 2 * minimum) {
      return { shards, instances: undefined, observation };
    }
    perShard = next;
    observation = observe(perShard);
  }
  return { shards, instances: shards * perShard, observation };
}

function isDatabaseOverloaded({ utilization }: Observation): boolean {
  return DATABASE_RESOURCES.some((resource) => utilization[resource] > MAX_UTILIZATION);
}

/** @returns the instances of a shard whose event loops would be used up to the limit by requests alone */
function minimumInstances(plan: ShardPlan): number {
  const load = loadOfHour(BUSIEST_HOUR);
  const cores = REQUEST_KINDS.map(
    (kind) => plan.rate(kind, load) * REQUESTS[kind].cpu * MICROSECOND,
  );
  return Math.ceil(cores.reduce((sum, share) => sum + share, 0) / MAX_UTILIZATION);
}

/**
 * @returns what prevents a deployment from meeting the objectives, the causes before their effects: connections are held
 * while statements wait for the database
 */
export function findLimit({ latencies, utilization }: Observation): string {
  const resources: readonly Resource[] = [...DATABASE_RESOURCES, 'instances', 'connections'];
  const resource = resources.find((each) => utilization[each] > MAX_UTILIZATION);
  if (resource !== undefined) return resource;
  const kind = REQUEST_KINDS.find((each) => isTooSlow(latencies, each));
  return kind === undefined ? 'none' : `latency of ${kind}`;
}

const isTooSlow = (latencies: Observation['latencies'], kind: RequestKind) =>
  latencies[kind].percentile(0.99) > OBJECTIVES[kind];
