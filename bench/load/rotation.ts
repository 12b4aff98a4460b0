import { Connection } from './connection.js';
import type { Step } from './run-load.js';
import { get } from './request.js';

/** How a token of ours travels. */
export type Carrier = 'bearer' | 'cookie';

/** Few connections with several requests under way on each: a balancer's, and the least work for both sides. */
const CONNECTIONS = 8;
const UNDER_WAY = 8;

/** Steps of clients, and how to be rid of these. */
export interface Clients {
  clients: Step[];
  close: () => void;
}

/**
 * Clients that send one request after the other of a list, over and over.
 *
 * @param requests at least one; each has to be answered 200
 */
export function rotatingClients(port: number, requests: readonly Buffer[]): Clients {
  const connections = Connection.several(port, CONNECTIONS);
  let turn = 0;
  const step = async (connection: Connection) => {
    const request = requests[turn++ % requests.length] as Buffer;
    const { status, body } = await connection.send(request);
    if (status !== 200) throw new Error(`a request was answered ${status}: ${body}`);
  };
  const clients = connections.flatMap((connection) =>
    Array.from({ length: UNDER_WAY }, () => () => step(connection)),
  );
  return { clients, close: () => connections.forEach((connection) => connection.close()) };
}

/** @returns a request for the greeting with each of the tokens. */
export function guardedRequests(tokens: readonly string[], carrier: Carrier): Buffer[] {
  return tokens.map((token) =>
    get('/greeting', {
      headers:
        carrier === 'bearer' ? { authorization: `Bearer ${token}` } : { cookie: `access=${token}` },
    }),
  );
}
