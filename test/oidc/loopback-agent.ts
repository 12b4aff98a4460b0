import { Agent } from 'node:http';
import { connect } from 'node:net';
import type { HttpAgent } from '../../src/social-auth/index.js';

/** An agent for https URLs that connects to a port on loopback, in plain text. */
class LoopbackAgent extends Agent {
  readonly protocol = 'https:';

  constructor(private readonly port: number) {
    super();
  }

  override createConnection() {
    return connect(this.port, '127.0.0.1');
  }
}

/**
 * Returns an `httpAgent` that connects to emulated servers instead of the hosts of the URLs, so that a test can use the
 * real endpoints of a provider.
 *
 * @param ports ports on loopback by host
 */
export function loopbackAgent(ports: Readonly<Record<string, number>>): HttpAgent {
  const agents = new Map(
    Object.entries(ports).map(([host, port]) => [host, new LoopbackAgent(port)]),
  );
  return ({ host }) => {
    const agent = agents.get(host);
    if (agent === undefined) throw new Error(`${host} is not emulated`);
    return agent;
  };
}
