import { Connection } from './connection.js';
import { postJson } from './request.js';
import type { Clients } from './rotation.js';

const CONNECTIONS = 32;

/** Clients that refresh one session after the other, each with the token it was given last. */
export function refreshClients(port: number, tokens: readonly string[]): Clients {
  const queue = [...tokens];
  let turn = 0;
  const connections = Connection.several(port, CONNECTIONS);
  const step = async (connection: Connection) => {
    const index = turn++ % queue.length;
    const refreshToken = queue[index] ?? '';
    const answer = await connection.send(postJson('/auth/refresh', { refreshToken }));
    if (answer.status !== 200)
      throw new Error(`a refresh answered ${answer.status}: ${answer.body}`);
    const { refreshToken: next } = JSON.parse(answer.body) as { refreshToken?: string };
    // A limit that issues no tokens takes the same one again.
    if (next !== undefined) queue[index] = next;
  };
  return {
    clients: connections.map((connection) => () => step(connection)),
    close: () => connections.forEach((connection) => connection.close()),
  };
}
