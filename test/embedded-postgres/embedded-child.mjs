// A process of its own around the embedded PostgreSQL, for tests that kill it.
// Arguments: the built module to import, the options as JSON, and the user to become (0: stay).
// Writes one line of JSON, {"url"} or {"error"}, and then lives until it is killed or its input ends.
import process from 'node:process';

const [module, options, uid] = process.argv.slice(2);
const { startEmbeddedPostgres } = await import(module);
if (Number(uid) > 0) {
  process.setgroups([]);
  process.setgid(Number(uid));
  process.setuid(Number(uid));
}
const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
try {
  const server = await startEmbeddedPostgres({ ...JSON.parse(options), log: () => {} });
  answer({ url: server.url });
  process.stdin.resume();
  process.stdin.once('end', () => server.stop());
} catch (error) {
  answer({ error: error.message });
}
