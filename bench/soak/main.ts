import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { BenchPostgres } from '../database/bench-postgres.js';
import { Cleanup } from '../processes/cleanup.js';
import { FakeProvider } from '../provider/fake-provider.js';
import { checkDatabase, checkSessions } from './check-invariants.js';
import { Faults } from './faults.js';
import { Instance } from './instance.js';
import { Ledger } from './ledger.js';
import { MemorySamples } from './memory-samples.js';
import { Visitor } from './visitor.js';

const USAGE = 'npm run soak -- [--minutes 30] [--visitors 40]';

/** The last part of the test in which no instance is killed, so that its memory can be compared. */
const STEADY_PART = 0.5;

const print = (line: string) => process.stdout.write(`${line}\n`);

async function run(cleanup: Cleanup, minutes: number, visitorCount: number): Promise<void> {
  // An answered login must survive the end of the database.
  const postgres = await BenchPostgres.start({ synchronous_commit: 'on' });
  cleanup.defer(() => postgres.stop());
  const url = await postgres.createMigrated('soak');
  const provider = await FakeProvider.start();
  cleanup.defer(() => provider.stop());
  const instances = [await Instance.start(url, provider), await Instance.start(url, provider)];
  for (const instance of instances) cleanup.defer(() => instance.stop());

  const ledger = new Ledger();
  const visitors = Array.from(
    { length: visitorCount },
    (_, index) => new Visitor(`visitor-${index + 1}`, instances, provider, ledger),
  );
  for (const visitor of visitors) cleanup.defer(async () => visitor.close());
  const faults = new Faults(postgres, instances);
  const memory = new MemorySamples(instances);
  const end = Date.now() + minutes * 60_000;
  const isSteady = () => end - Date.now() < minutes * 60_000 * STEADY_PART;
  const stop = new AbortController();
  print(`Two instances, ${visitorCount} visitors, ${minutes} minutes.`);
  const running = [
    ...visitors.map((visitor) => visitor.run(stop.signal)),
    faults.run(stop.signal, isSteady),
  ];
  while (Date.now() < end) {
    await sleep(Math.min(10_000, end - Date.now()));
    if (isSteady()) memory.sample();
    print(`${new Date().toISOString()} ${JSON.stringify(ledger.counts)}`);
  }
  stop.abort();
  await Promise.all(running);

  const active = await checkSessions(ledger, visitors);
  await checkDatabase(url, ledger);
  const growth = memory.check(ledger);
  print(`Faults: ${JSON.stringify(faults.counts)}`);
  print(`Answered: ${JSON.stringify(ledger.counts)}`);
  print(`Sessions at the end: ${active} active, ${ledger.sessions.length - active} ended`);
  print(`Memory of the instances, end / begin of the steady part: ${growth.join(', ')}`);
  print(`Violations: ${ledger.violations.length}`);
  if (ledger.violations.length > 0) process.exitCode = 1;
}

const cleanup = new Cleanup();
cleanup.runOnSignals();
try {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '30' },
      visitors: { type: 'string', default: '40' },
    },
  });
  const [minutes, visitors] = [Number(values.minutes), Number(values.visitors)];
  if (!(minutes > 0) || !(visitors > 0)) throw new Error(USAGE);
  await run(cleanup, minutes, visitors);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await cleanup.run();
}
