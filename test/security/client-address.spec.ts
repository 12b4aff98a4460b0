import { describe, expect, it } from 'vitest';
import { ClientIp, type RequestWithSocket } from '../../src/social-auth/http/request/client-ip.js';
import { resolveOptions } from '../../src/social-auth/core/resolve-options.js';
import { TEST_SECRET } from '../support/test-app.js';

const clientOf = (trustedProxies: string[], peer: string | undefined, forwardedFor?: string) => {
  const publicUrl = 'https://app.example';
  const options = resolveOptions({
    publicUrl,
    secrets: [TEST_SECRET],
    providers: [],
    trustedProxies,
  });
  return new ClientIp(options).resolve({
    headers: { ...(forwardedFor !== undefined && { 'x-forwarded-for': forwardedFor }) },
    socket: { remoteAddress: peer },
  } as RequestWithSocket);
};

const NETWORK = ['10.0.0.0/8', 'fd00::/8', 'loopback'];

describe('the client address of a request', () => {
  it.each<[string, string[], string | undefined, string | undefined, string]>([
    ['is the peer address', [], '203.0.113.9', undefined, '203.0.113.9'],
    [
      'ignores X-Forwarded-For without a trusted proxy',
      [],
      '203.0.113.9',
      '198.51.100.1',
      '203.0.113.9',
    ],
    [
      'ignores X-Forwarded-For of an untrusted peer',
      NETWORK,
      '203.0.113.9',
      '198.51.100.1',
      '203.0.113.9',
    ],
    [
      'comes from X-Forwarded-For of a trusted proxy',
      NETWORK,
      '10.1.2.3',
      '198.51.100.1',
      '198.51.100.1',
    ],
    [
      'comes from X-Forwarded-For of a proxy with an IPv6 address',
      NETWORK,
      'fd00::1',
      '198.51.100.1',
      '198.51.100.1',
    ],
    [
      'comes from X-Forwarded-For of a proxy with an IPv4-mapped address',
      NETWORK,
      '::ffff:10.1.2.3',
      '198.51.100.1',
      '198.51.100.1',
    ],
    [
      'skips the address of a second trusted proxy',
      NETWORK,
      '10.0.0.1',
      '198.51.100.1, 10.0.0.2',
      '198.51.100.1',
    ],
    ['is the last untrusted address', NETWORK, '::1', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
    ['is the proxy that sends no X-Forwarded-For', NETWORK, '10.0.0.1', undefined, '10.0.0.1'],
    [
      'is the proxy that sends an invalid address',
      NETWORK,
      '10.0.0.1',
      '198.51.100.1, unknown',
      '10.0.0.1',
    ],
    ['is the proxy that sends empty addresses', NETWORK, '10.0.0.1', ' , ,', '10.0.0.1'],
    [
      'is the /64 network of an IPv6 address',
      [],
      '2001:db8:1:2:3:4:5:6',
      undefined,
      '2001:db8:1:2::/64',
    ],
    [
      'is the /64 network of an IPv6 address behind a proxy',
      NETWORK,
      '10.0.0.1',
      '2001:DB8:1:2::9',
      '2001:db8:1:2::/64',
    ],
    [
      'is the IPv4 address of an IPv4-mapped address',
      [],
      '::ffff:203.0.113.9',
      undefined,
      '203.0.113.9',
    ],
    ['is empty after the connection was closed', NETWORK, undefined, '198.51.100.1', ''],
  ])('S34 %s', (_, trusted, peer, forwardedFor, expected) => {
    expect(clientOf(trusted, peer, forwardedFor)).toBe(expected);
  });
});
