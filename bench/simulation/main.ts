import { parseArgs } from 'node:util';
import { DEFAULT_MACHINES, type Deployment } from './deployment.js';
import { printAssumptions, printDay, printSearch } from './report.js';
import { search } from './search.js';
import { SimulatedShard } from './shard.js';

const USAGE = `npm run simulate -- [--users 100e6] [--instances 48] [--shards 4]
  [--cores 16] [--memory 96] [--disk 16000]  of each database: cores, GiB for pages, reads and writes per second
  [--search]                                 the fewest instances and databases that meet the objectives
  [--seconds 1] [--seed 1]                   length of the part of each hour, and of the random numbers`;

function parse(argv: readonly string[]) {
  const option = (value: number) => ({ type: 'string', default: String(value) }) as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      users: option(100e6),
      instances: option(48),
      shards: option(4),
      cores: option(DEFAULT_MACHINES.cores),
      memory: option(DEFAULT_MACHINES.cacheBytes / 2 ** 30),
      disk: option(DEFAULT_MACHINES.diskOperations),
      seconds: option(1),
      seed: option(1),
      search: { type: 'boolean', default: false },
    },
  });
  const number = (name: Exclude<keyof typeof values, 'search'>) => {
    const value = Number(values[name]);
    if (!(value > 0)) throw new Error(`--${name} must be a positive number`);
    return value;
  };
  const deployment: Deployment = {
    users: number('users'),
    instances: number('instances'),
    shards: number('shards'),
    cores: number('cores'),
    cacheBytes: number('memory') * 2 ** 30,
    diskOperations: number('disk'),
  };
  return { deployment, seconds: number('seconds'), seed: number('seed'), isSearch: values.search };
}

try {
  const { deployment, seconds, seed, isSearch } = parse(process.argv.slice(2));
  printAssumptions();
  if (isSearch) {
    printSearch(search(deployment, { seconds: 10 * seconds, seed }));
  } else {
    const shard = new SimulatedShard(deployment, seed);
    printDay(shard.plan, shard.runDay(seconds));
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
  process.exitCode = 1;
}
