import { Connection } from './connection.js';
import type { Step } from './drive.js';
import { get } from './request.js';

/** How a token travels. */
export type Carrier = 'bearer' | 'cookie';

/** Few connections with several requests under way on each: a balancer's, and the least work for both sides. */
const CONNECTIONS = 8;
const UNDER_WAY = 8;

/**
 * Clients that ask for the greeting with one token after the other.
 *
 * @param tokens in rotation; at least one
 * @returns their steps, and how to be rid of them
 */
export async function greetingClients(
  port: number,
  tokens: readonly string[],
  carrier: Carrier,
): Promise<{ clients: Step[]; close: () => void }> {
  const connections = await Connection.openAll(port, CONNECTIONS);
  const requests = tokens.map((token) => get('/greeting', { headers: headersOf(token, carrier) }));
  let turn = 0;
  const step = async (connection: Connection) => {
    const request = requests[turn++ % requests.length] as Buffer;
    const { status, body } = await connection.send(request);
    if (status !== 200) throw new Error(`the greeting answered ${status}: ${body}`);
  };
  const clients = connections.flatMap((connection) =>
    Array.from({ length: UNDER_WAY }, () => () => step(connection)),
  );
  return { clients, close: () => connections.forEach((connection) => connection.close()) };
}

function headersOf(token: string, carrier: Carrier): Record<string, string> {
  return carrier === 'bearer'
    ? { authorization: `Bearer ${token}` }
    : { cookie: `access=${token}` };
}
