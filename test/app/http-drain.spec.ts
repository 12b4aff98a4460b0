import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HttpDrain } from '../../src/app/shutdown/http-drain.js';

const REQUEST = 'GET /hanging HTTP/1.1\r\nHost: app\r\n\r\n';

describe('HttpDrain', () => {
  let server: Server;
  let drain: HttpDrain;
  let requests: number;

  beforeEach(async () => {
    requests = 0;
    server = createServer(() => (requests += 1));
    drain = new HttpDrain(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
  });

  /** Sends pipelined requests that the server does not answer. */
  async function send(count: number): Promise<Socket> {
    const received = requests + count;
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1', () => socket.write(REQUEST.repeat(count)));
    socket.on('error', () => undefined);
    await vi.waitFor(() => expect(requests).toBe(received), { interval: 1 });
    return socket;
  }

  it('counts all pipelined requests that are in flight after the time limit', async () => {
    await send(1);
    await send(3);
    expect(await drain.close(20)).toBe(4);
  });

  it('does not count the requests of connections that the client has closed', async () => {
    await send(1);
    const closed = await send(3);
    closed.destroy();
    await once(closed, 'close');
    expect(await drain.close(20)).toBe(1);
  });
});
