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

describe('S34 a client is told by', () => {
  it.each<[string, string[], string | undefined, string | undefined, string]>([
    ['its own address', [], '203.0.113.9', undefined, '203.0.113.9'],
    ['nobody else’s word', [], '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['nobody else’s word, of a stranger', NETWORK, '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['the word of a proxy', NETWORK, '10.1.2.3', '198.51.100.1', '198.51.100.1'],
    ['the word of a proxy over IPv6', NETWORK, 'fd00::1', '198.51.100.1', '198.51.100.1'],
    [
      'the word of an IPv4 proxy in IPv6',
      NETWORK,
      '::ffff:10.1.2.3',
      '198.51.100.1',
      '198.51.100.1',
    ],
    ['the last word of two proxies', NETWORK, '10.0.0.1', '198.51.100.1, 10.0.0.2', '198.51.100.1'],
    ['what the first stranger is called', NETWORK, '::1', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
    ['a proxy that says nothing', NETWORK, '10.0.0.1', undefined, '10.0.0.1'],
    ['a proxy that says nonsense', NETWORK, '10.0.0.1', '198.51.100.1, unknown', '10.0.0.1'],
    ['a proxy that says nothing at all', NETWORK, '10.0.0.1', ' , ,', '10.0.0.1'],
    ['its line, in IPv6', [], '2001:db8:1:2:3:4:5:6', undefined, '2001:db8:1:2::/64'],
    ['its line, behind a proxy', NETWORK, '10.0.0.1', '2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['its IPv4 address in IPv6', [], '::ffff:203.0.113.9', undefined, '203.0.113.9'],
    ['nothing, once it is gone', NETWORK, undefined, '198.51.100.1', ''],
  ])('S34 %s', (_, trusted, peer, forwardedFor, expected) => {
    expect(clientOf(trusted, peer, forwardedFor)).toBe(expected);
  });
});
