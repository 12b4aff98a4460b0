import { describe, expect, it } from 'vitest';
import { findInternalEndpoint } from '../../src/social-auth/providers/oidc/endpoint-hosts.js';

const metadata = (jwksUri: string) => ({
  issuer: 'https://id.example.com',
  token_endpoint: 'https://id.example.com/token',
  jwks_uri: jwksUri,
});

describe('the endpoints of a public issuer', () => {
  it.each([
    'https://10.0.0.1/keys',
    'https://127.0.0.1/keys',
    'https://169.254.169.254/latest/meta-data',
    'https://172.31.0.1/keys',
    'https://192.168.1.1/keys',
    'https://localhost/keys',
    'https://db.localhost/keys',
    'https://localhost./keys',
    'https://db.localhost./keys',
    'https://[::1]/keys',
    'https://[fd00::1]/keys',
    'https://[fe80::1]/keys',
    'https://[::ffff:10.0.0.1]/keys',
    'https://[64:ff9b::a9fe:a9fe]/latest/meta-data',
    'https://0x7f000001/keys',
  ])('S59 must not be on the internal address %s', (url) => {
    const issuer = new URL('https://id.example.com');
    expect(findInternalEndpoint(issuer, metadata(url))).toBe('jwks_uri');
  });

  it.each(['token_endpoint', 'userinfo_endpoint', 'jwks_uri', 'revocation_endpoint'])(
    'S59 must not be internal: %s',
    (name) => {
      const declared = { ...metadata('https://id.example.com/keys'), [name]: 'https://10.0.0.1/' };
      expect(findInternalEndpoint(new URL('https://id.example.com'), declared)).toBe(name);
    },
  );

  it.each(['https://keys.example.com/jwks', 'https://8.8.8.8/keys', 'https://[2001:db8::1]/keys'])(
    'can be on another host: %s',
    (url) => {
      const issuer = new URL('https://id.example.com');
      expect(findInternalEndpoint(issuer, metadata(url))).toBeUndefined();
    },
  );

  it('can be internal if the issuer is', () => {
    const issuer = new URL('http://127.0.0.1:3000');
    expect(findInternalEndpoint(issuer, metadata('http://127.0.0.1:3001/keys'))).toBeUndefined();
  });
});
