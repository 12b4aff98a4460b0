import { Connection } from './connection.js';
import { get } from './request.js';
import type { Step } from './run-load.js';

/** How requests carry the access token. */
export type Carrier = 'bearer' | 'cookie';

/** Few connections with several requests in flight, as a load balancer would use. */
const CONNECTIONS = 8;
const REQUESTS_IN_FLIGHT = 8;

/** Clients that generate load, and a function that closes their connections. */
export interface ClientPool {
  clients: Step[];
  close: () => void;
}

/**
 * Creates clients that send the given requests round-robin. Each response must have status 200.
 *
 * @param requests at least one
 */
export function createRoundRobinClients(port: number, requests: readonly Buffer[]): ClientPool {
  const connections = Connection.createMany(port, CONNECTIONS);
  let next = 0;
  const step = async (connection: Connection) => {
    const request = requests[next++ % requests.length] as Buffer;
    const { status, body } = await connection.send(request);
    if (status !== 200) throw new Error(`A request returned ${status}: ${body}`);
  };
  const clients = connections.flatMap((connection) =>
    Array.from({ length: REQUESTS_IN_FLIGHT }, () => () => step(connection)),
  );
  return { clients, close: () => connections.forEach((connection) => connection.close()) };
}

/** Encodes one request for the guarded route per token. */
export function encodeGuardedRequests(tokens: readonly string[], carrier: Carrier): Buffer[] {
  return tokens.map((token) =>
    get('/greeting', {
      headers:
        carrier === 'bearer' ? { authorization: `Bearer ${token}` } : { cookie: `access=${token}` },
    }),
  );
}
