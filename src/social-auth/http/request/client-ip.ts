import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { normalizeIp } from '@nestjs/throttler';
import proxyAddress from 'proxy-addr';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';

/** The fields of a request that determine the client's address. */
export type RequestWithSocket = Pick<IncomingMessage, 'headers' | 'socket'>;

/** Resolves the IP address of a client, from `X-Forwarded-For` behind a trusted proxy. */
@Injectable()
export class ClientIp {
  readonly #logger = new Logger('SocialAuth');
  readonly #isTrusted: (address: string, distance: number) => boolean;
  #hasWarned = false;

  constructor(@Inject(RESOLVED_OPTIONS) { trustedProxies }: ResolvedOptions) {
    this.#isTrusted = proxyAddress.compile([...trustedProxies]);
  }

  /**
   * Returns an IPv4 address, or the first 64 bits of an IPv6 address, which providers assign to one subscriber.
   *
   * It is the address nearest to this server that is not a trusted proxy. Addresses before it in
   * `X-Forwarded-For` can be forged by the client.
   */
  resolve(request: RequestWithSocket): string {
    const peer = request.socket.remoteAddress ?? '';
    if (request.headers['x-forwarded-for'] !== undefined) this.#warnIfUntrusted(peer);
    const { headers, socket } = request;
    const address = proxyAddress({ headers, socket } as IncomingMessage, this.#isTrusted);
    // A proxy may forward a value that is not an IP address.
    return normalizeIp(isIP(address) === 0 ? peer : address);
  }

  #warnIfUntrusted(peer: string): void {
    if (this.#hasWarned || this.#isTrusted(peer, 0)) return;
    this.#hasWarned = true;
    this.#logger.warn(
      'A request has X-Forwarded-For but its address is not a trusted proxy. If it is your proxy, all clients ' +
        'behind it share one rate limit. Add it to TRUSTED_PROXIES (option trustedProxies).',
    );
  }
}
