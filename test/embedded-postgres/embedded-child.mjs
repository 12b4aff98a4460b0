// Runs an embedded PostgreSQL in a process that tests can kill.
// Arguments: the built module to import, the options as JSON, and the user id to switch to (0: none).
// Writes one line of JSON, {"url"} or {"error"}, and stops PostgreSQL when its standard input ends.
import process from 'node:process';

const [module, options, uid] = process.argv.slice(2);
const { startEmbeddedPostgres } = await import(module);
if (Number(uid) > 0) {
  process.setgroups([]);
  process.setgid(Number(uid));
  process.setuid(Number(uid));
}
const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
try {
  const server = await startEmbeddedPostgres({ ...JSON.parse(options), log: () => {} });
  print({ url: server.url });
  process.stdin.resume();
  process.stdin.once('end', () => server.stop());
} catch (error) {
  print({ error: error.message });
}
