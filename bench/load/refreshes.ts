import { Connection } from './connection.js';
import { postJson } from './request.js';
import type { ClientPool } from './round-robin.js';

const CONNECTIONS = 32;

/** Creates clients that refresh the given sessions one after another, each with its latest refresh token. */
export function createRefreshClients(port: number, tokens: readonly string[]): ClientPool {
  const queue = [...tokens];
  let next = 0;
  const connections = Connection.createMany(port, CONNECTIONS);
  const step = async (connection: Connection) => {
    const index = next++ % queue.length;
    const refreshToken = queue[index] ?? '';
    const response = await connection.send(postJson('/auth/refresh', { refreshToken }));
    if (response.status !== 200) {
      throw new Error(`A refresh returned ${response.status}: ${response.body}`);
    }
    const { refreshToken: rotated } = JSON.parse(response.body) as { refreshToken?: string };
    // The minimal app issues no tokens, so the client sends the same token again.
    if (rotated !== undefined) queue[index] = rotated;
  };
  return {
    clients: connections.map((connection) => () => step(connection)),
    close: () => connections.forEach((connection) => connection.close()),
  };
}
