import { parseArguments, SCENARIOS, type BenchArguments, type Scenario } from './arguments.js';
import { BenchContext } from './bench-context.js';
import { describeMachine } from './machine.js';
import { Cleanup } from './processes/cleanup.js';
import { growth } from './scenarios/growth.js';
import { guarded } from './scenarios/guarded.js';
import { login } from './scenarios/login.js';
import { peers } from './scenarios/peers.js';
import { refresh } from './scenarios/refresh.js';
import { revocation } from './scenarios/revocation.js';
import { start } from './scenarios/start.js';
import { Results } from './stats/results.js';

const RUN: Readonly<Record<Scenario, (context: BenchContext) => Promise<void>>> = {
  guarded,
  refresh,
  login,
  revocation,
  start,
  growth,
  peers,
};

const print = (line: string) => process.stdout.write(`${line}\n`);

async function run(args: BenchArguments, cleanup: Cleanup): Promise<void> {
  const results = new Results(print);
  const context = await BenchContext.create(args, results, cleanup);
  const machine = await describeMachine(context);
  for (const [name, description] of Object.entries(machine)) print(`${name}: ${description}`);
  if (args.quick) print('Quick run: the results are not meaningful.');
  for (const scenario of SCENARIOS) {
    if (args.scenarios.has(scenario)) await RUN[scenario](context);
  }
  results.printTargets();
  if (results.failed) process.exitCode = 1;
  if (args.json !== undefined) await results.write(args.json, machine);
}

const cleanup = new Cleanup();
cleanup.runOnSignals();
try {
  await run(parseArguments(process.argv.slice(2)), cleanup);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await cleanup.run();
}
