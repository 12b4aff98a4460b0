import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { normalizeIp } from '@nestjs/throttler';
import proxyAddress from 'proxy-addr';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../core/options.js';

/** As much of a request as tells where it comes from. */
export type RequestWithSocket = Pick<IncomingMessage, 'headers' | 'socket'>;

/** Tells clients apart by their address, which a proxy is asked for when it is one of ours. */
@Injectable()
export class ClientIp {
  readonly #logger = new Logger('SocialAuth');
  readonly #isTrusted: (address: string, distance: number) => boolean;
  #hasWarned = false;

  constructor(@Inject(RESOLVED_OPTIONS) { trustedProxies }: ResolvedOptions) {
    this.#isTrusted = proxyAddress.compile([...trustedProxies]);
  }

  /**
   * Tells one client from another: an IPv4 address, or the first 64 bits of an IPv6 address, which is what
   * one line is given.
   *
   * The first address that is not that of a trusted proxy counts, seen from here: what a client itself
   * claims lies behind that.
   */
  resolve(request: RequestWithSocket): string {
    const peer = request.socket.remoteAddress ?? '';
    if (request.headers['x-forwarded-for'] !== undefined) this.#warnUnlessTrusted(peer);
    const { headers, socket } = request;
    const address = proxyAddress({ headers, socket } as IncomingMessage, this.#isTrusted);
    // A proxy that writes something else tells no clients apart.
    return normalizeIp(isIP(address) === 0 ? peer : address);
  }

  #warnUnlessTrusted(peer: string): void {
    if (this.#hasWarned || this.#isTrusted(peer, 0)) return;
    this.#hasWarned = true;
    this.#logger.warn(
      'a request came with X-Forwarded-For from an address that is not a trusted proxy: if it is a proxy of ' +
        'yours, everybody behind it counts as one client until it is named in TRUSTED_PROXIES (trustedProxies)',
    );
  }
}
