import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Ports below the ephemeral range of the system, with a separate range for each worker. */
const FIRST_PORT = 10_000;
const PORTS_PER_WORKER = 2000;
let lastPort = 0;

/** Returns a port that no other worker uses and on which nothing listens. */
export async function freePort(): Promise<number> {
  const worker = Number(process.env['VITEST_POOL_ID'] ?? 0) % 10;
  // Starts at a random port, because an earlier test file of the same worker may still be closing its ports.
  lastPort = (lastPort === 0 ? randomInt(PORTS_PER_WORKER) : lastPort + 1) % PORTS_PER_WORKER;
  const port = FIRST_PORT + worker * PORTS_PER_WORKER + lastPort;
  return (await isFree(port)) ? port : freePort();
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const isListening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, 'localhost', () => resolve(true));
  });
  if (isListening) await new Promise((resolve) => server.close(resolve));
  return isListening;
}
