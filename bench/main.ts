import { PARTS, readArguments, type BenchArguments, type Part } from './arguments.js';
import { Results } from './figures/results.js';
import { describeMachine } from './machine.js';
import { guarded } from './parts/guarded.js';
import { login } from './parts/login.js';
import { growth } from './parts/growth.js';
import { peers } from './parts/peers.js';
import { refresh } from './parts/refresh.js';
import { revocation } from './parts/revocation.js';
import { start } from './parts/start.js';
import { Cleanup } from './processes/cleanup.js';
import { Stage } from './stage.js';

const WORK: Readonly<Record<Part, (stage: Stage) => Promise<void>>> = {
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
  const stage = await Stage.set(wanted, results, cleanup);
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
