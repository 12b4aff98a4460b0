import { PARTS, readArguments, type BenchArguments, type Part } from './arguments.js';
import { Results } from './stats/results.js';
import { describeMachine } from './machine.js';
import { guarded } from './scenarios/guarded.js';
import { login } from './scenarios/login.js';
import { growth } from './scenarios/growth.js';
import { peers } from './scenarios/peers.js';
import { refresh } from './scenarios/refresh.js';
import { revocation } from './scenarios/revocation.js';
import { start } from './scenarios/start.js';
import { Cleanup } from './processes/cleanup.js';
import { BenchContext } from './bench-context.js';

const WORK: Readonly<Record<Part, (stage: BenchContext) => Promise<void>>> = {
  guarded,
  refresh,
  login,
  revocation,
  start,
  growth,
  peers,
};

const print = (line: string) => process.stdout.write(`${line}\n`);

async function run(wanted: BenchArguments, cleanup: Cleanup): Promise<void> {
  const results = new Results(print);
  const stage = await BenchContext.set(wanted, results, cleanup);
  const machine = await describeMachine(stage);
  for (const [name, words] of Object.entries(machine)) print(`${name}: ${words}`);
  if (wanted.quick) print('a quick run: that it works is all that it says');
  for (const part of PARTS) {
    if (wanted.parts.has(part)) await WORK[part](stage);
  }
  results.summary();
  if (results.failed) process.exitCode = 1;
  if (wanted.json !== undefined) await results.write(wanted.json, machine);
}

const cleanup = new Cleanup();
cleanup.listen();
try {
  await run(readArguments(process.argv.slice(2)), cleanup);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await cleanup.run();
}
