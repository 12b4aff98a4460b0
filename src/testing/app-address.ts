import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';

/**
 * Returns the URL at which an app of this process accepts requests. If the app does not listen yet, starts it on a free
 * port.
 */
export async function appAddress(app: INestApplication): Promise<string> {
  const server = app.getHttpServer() as Server;
  if (!server.listening) await app.listen(0, 'localhost');
  const { address, family, port } = server.address() as AddressInfo;
  const isEverywhere = address === '::' || address === '0.0.0.0';
  const host = family === 'IPv6' ? `[${address}]` : address;
  return `http://${isEverywhere ? 'localhost' : host}:${port}`;
}
