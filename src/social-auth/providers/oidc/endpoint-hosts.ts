import { BlockList, isIP } from 'node:net';
import type { ServerMetadata } from 'openid-client';
import { isLoopback } from '../../../net/loopback.js';

/** Private, loopback and link-local addresses (RFC 6890). */
const INTERNAL = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  INTERNAL.addSubnet(network, prefix, 'ipv4');
}
INTERNAL.addAddress('::', 'ipv6');
INTERNAL.addAddress('::1', 'ipv6');
// NAT64: an IPv4 address, which can be a private one (RFC 6052 §2.1).
INTERNAL.addSubnet('64:ff9b::', 96, 'ipv6');
INTERNAL.addSubnet('fc00::', 7, 'ipv6');
INTERNAL.addSubnet('fe80::', 10, 'ipv6');

/**
 * Returns the endpoint that the metadata of a public issuer declares on an internal address: a private, loopback or
 * link-local address, or `localhost`. A manipulated issuer could otherwise send requests of the app to other services.
 *
 * Host names are not resolved.
 *
 * @returns the name of the metadata field, or undefined when there is none
 */
export function findInternalEndpoint(issuer: URL, metadata: ServerMetadata): string | undefined {
  if (isInternal(issuer.hostname)) return undefined;
  return ENDPOINTS.find((name) => {
    const url = metadata[name];
    return url !== undefined && URL.canParse(url) && isInternal(new URL(url).hostname);
  });
}

/** The endpoints to which the app sends requests. */
const ENDPOINTS = [
  'token_endpoint',
  'userinfo_endpoint',
  'jwks_uri',
  'revocation_endpoint',
] as const;

function isInternal(hostname: string): boolean {
  // A host name can end with a dot, as a fully qualified one.
  const host = hostname.replace(/^\[|\]$|\.$/g, '');
  const version = isIP(host);
  if (version === 0) return isLoopback(host) || host.endsWith('.localhost');
  return INTERNAL.check(host, version === 4 ? 'ipv4' : 'ipv6');
}
