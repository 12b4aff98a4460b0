import {
  POLL,
  REFRESH,
  REFRESH_STATEMENT_CPU,
  REQUEST_KINDS,
  REQUESTS,
  type Statement,
} from './costs.js';
import { ASSUMPTIONS, BUSIEST_HOUR, loadOfHour, type ShardPlan } from './deployment.js';
import { findLimit, OBJECTIVES, type SearchResult } from './search.js';
import type { Observation, Utilization } from './shard.js';

const print = (line: string) => process.stdout.write(`${line}\n`);
const number = (value: number, digits = 0) =>
  value.toLocaleString('en-US', { maximumFractionDigits: digits });
const percent = (share: number) => `${number(share * 100, share < 0.1 ? 1 : 0)} %`;
const ms = (seconds: number) => `${number(seconds * 1000, seconds < 0.01 ? 2 : 0)} ms`;
const GIB = 2 ** 30;

/** Prints the table of costs and the assumptions. */
export function printAssumptions(): void {
  print('Costs per request');
  print(
    `  ${'µs of CPU'.padEnd(18)} ${'per user and day'.padStart(16)} ${'instance'.padStart(9)} ${'database'.padStart(9)}`,
  );
  for (const kind of REQUEST_KINDS) {
    const { perDay, cpu, statements } = REQUESTS[kind];
    const database =
      kind === 'refresh'
        ? `${REFRESH.cpu} + ${REFRESH_STATEMENT_CPU} per statement`
        : String((statements as readonly Statement[]).reduce((sum, each) => sum + each.cpu, 0));
    print(
      `  ${kind.padEnd(18)} ${String(perDay).padStart(16)} ${String(cpu).padStart(9)} ${database.padStart(9)}`,
    );
  }
  const { instanceCpu, instanceCpuPerRevocation, databaseCpu, databaseCpuPerRevocation } = POLL;
  print(
    `  poll of the revocation feed: ${instanceCpu} + ${instanceCpuPerRevocation} per revocation, ` +
      `database ${databaseCpu} + ${databaseCpuPerRevocation} per revocation`,
  );
  print('\nAssumptions (seconds, bytes, days)');
  for (const [name, value] of Object.entries(ASSUMPTIONS)) print(`  ${name.padEnd(18)} ${value}`);
}

/** Prints the load of a day and the busiest hour. */
export function printDay(plan: ShardPlan, hours: Iterable<Observation>): void {
  const { shards } = plan.deployment;
  print(
    `\nOne of ${shards} database(s): ${number(plan.users)} users a day, ${plan.instances} instances`,
  );
  print(
    `  ${number(plan.sessions / 1e6)} million sessions; ${number(plan.hotBytes / GIB)} GiB of pages that refreshes read, ` +
      `of which ${percent(plan.missShare)} are not in memory`,
  );
  print('\nHour  load  requests/s  instances  connections  cores  disk  log    refresh p50, p99');
  for (const observation of hours) {
    printHour(observation);
    if (observation.hour === BUSIEST_HOUR) printBusiest(observation);
  }
}

function printHour({ hour, requestsPerSecond, utilization, latencies }: Observation): void {
  const shares = Object.values(utilization).map((share: number) => percent(share).padStart(8));
  const { refresh } = latencies;
  print(
    `${String(hour).padStart(4)}  ${loadOfHour(hour).toFixed(1)}  ${number(requestsPerSecond).padStart(10)} ${shares.join(' ')}` +
      `  ${ms(refresh.percentile(0.5))}, ${ms(refresh.percentile(0.99))}`,
  );
}

function printBusiest(observation: Observation): void {
  const { latencies, revocationDelays, logBytesPerSecond } = observation;
  for (const kind of REQUEST_KINDS) {
    const { count } = latencies[kind];
    print(`      ${kind.padEnd(16)} ${describe(latencies[kind])}, of ${number(count)}`);
  }
  print(
    `      ${'revocation'.padEnd(16)} ${describe(revocationDelays)} until an instance has read it`,
  );
  print(`      write-ahead log  ${number(logBytesPerSecond / 2 ** 20)} MiB/s`);
  print(`      limit:           ${findLimit(observation)}`);
}

const describe = (latencies: Observation['revocationDelays']) =>
  `p50 ${ms(latencies.percentile(0.5))}, p99 ${ms(latencies.percentile(0.99))}`;

/** Prints each number of databases that was tried. */
export function printSearch(results: Iterable<SearchResult>): void {
  const objectives = REQUEST_KINDS.map((kind) => `${kind} ${ms(OBJECTIVES[kind])}`);
  print(
    `\nObjectives in the busiest hour: no resource above 70 %; p99 of ${objectives.join(', ')}\n`,
  );
  for (const { shards, instances, observation } of results) {
    const outcome =
      instances === undefined ? `not enough: ${findLimit(observation)}` : `${instances} instances`;
    print(`${shards} database(s): ${outcome}`);
    print(`    ${describeUtilization(observation.utilization)}`);
  }
}

const describeUtilization = (utilization: Utilization) =>
  Object.entries(utilization)
    .map(([resource, share]: [string, number]) => `${resource} ${percent(share)}`)
    .join(', ');
