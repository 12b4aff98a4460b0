import { createServer, type Server } from 'node:http';

const HOST = '127.0.0.1';

/**
 * Starts a server on the loopback interface. The server does not keep the process running.
 *
 * @param port - 0 for a free port
 * @throws Error when the port is in use
 */
export function listen(port: number): Promise<{ server: Server; origin: string }> {
  const server = createServer().unref();
  server.on('connection', (socket) => void socket.unref());
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new Error(`The emulator cannot listen on ${HOST}:${port}: use a free port.`, { cause }),
      );
    });
    server.listen(port, HOST, () => {
      const address = server.address();
      const actualPort = typeof address === 'object' ? address?.port : port;
      resolve({ server, origin: `http://${HOST}:${actualPort}` });
    });
  });
}
