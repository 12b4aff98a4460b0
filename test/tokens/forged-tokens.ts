import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

type Part = Record<string, unknown>;

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string | undefined): Part =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Part;

/** Adds a duplicate member to a part. JSON parsers differ in whether the first or the last one wins. */
const withDuplicate = (part: string, member: string) =>
  Buffer.from(Buffer.from(part, 'base64url').toString().replace(/}$/, `,${member}}`)).toString(
    'base64url',
  );

const { privateKey: attackerPrivateKey, publicKey: attackerPublicKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
});

/** Makes modified copies of a valid access token. `undefined` removes a claim or header parameter. */
export class TokenForger {
  readonly #header: Part;
  readonly #payload: Part;

  constructor(private readonly access: string) {
    const [header, payload] = access.split('.');
    this.#header = decode(header);
    this.#payload = decode(payload);
  }

  /** Returns a copy with a modified header or payload, signed with `key`. */
  sign(key: KeyObject, header: Part, payload: Part = {}): string {
    const text = `${encode({ ...this.#header, ...header })}.${encode({ ...this.#payload, ...payload })}`;
    const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  }

  /**
   * Returns tokens that an attacker can make who has a valid token and the public key, but not the private key.
   *
   * @param trapUrl a URL that must not receive a request
   * @returns tokens by a description
   */
  withInvalidSignature(publicKey: KeyObject, trapUrl: string): Record<string, string> {
    const [header = '', payload = '', signature = ''] = this.access.split('.');
    const forge = (changes: Part) => this.sign(attackerPrivateKey, changes);
    const hmac = `${encode({ ...this.#header, alg: 'HS256' })}.${payload}`;
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    return {
      'alg none': `${encode({ ...this.#header, alg: 'none' })}.${payload}.`,
      'alg none without a key': `${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
      'HS256 with the public key as secret': `${hmac}.${createHmac('sha256', pem).update(hmac).digest('base64url')}`,
      'another key with a known kid': forge({}),
      'an unknown kid': forge({ kid: 'unknown' }),
      'no kid': forge({ kid: undefined }),
      'an object as kid': forge({ kid: { toString: 1 } }),
      'a kid of the prototype': forge({ kid: '__proto__' }),
      'an embedded key': forge({
        kid: undefined,
        jwk: attackerPublicKey.export({ format: 'jwk' }),
      }),
      'an embedded key with a known kid': forge({
        jwk: attackerPublicKey.export({ format: 'jwk' }),
      }),
      'a key URL': forge({ kid: 'there', jku: `${trapUrl}/jwks.json`, x5u: trapUrl }),
      'a critical extension': forge({ crit: ['exp'] }),
      'a kid of 2 KB': forge({ kid: 'k'.repeat(2000) }),
      'a kid that is a path': forge({ kid: '../../../../dev/null' }),
      'a duplicate algorithm': `${withDuplicate(header, '"alg":"none"')}.${payload}.`,
      'a duplicate subject': `${header}.${withDuplicate(payload, '"sub":"else"')}.${signature}`,
      'characters outside base64url': `${header}.${payload}.${signature.slice(0, -1)}=`,
      'a modified payload': `${header}.${encode({ ...this.#payload, sub: 'else' })}.${signature}`,
      'a modified type': `${encode({ ...this.#header, typ: 'JWT' })}.${payload}.${signature}`,
      'no signature': `${header}.${payload}.`,
      'two parts': `${header}.${payload}`,
      'four parts': `${header}.${payload}.${signature}.x`,
      'empty parts': '..',
      nulls: `${encode(null)}.${encode(null)}.x`,
      'no JSON objects': 'null.null.null',
      '7,000 characters': 'x'.repeat(7000),
      'a long token': `${header}.${'x'.repeat(7000)}.${signature}`,
    };
  }

  /**
   * Returns tokens with a valid signature and an invalid header or payload.
   *
   * @returns tokens by a description
   */
  withInvalidClaims(key: KeyObject): Record<string, string> {
    const now = Math.floor(Date.now() / 1000);
    const claims: Record<string, Part> = {
      'another issuer': { iss: 'https://evil.example' },
      'a list of issuers': { iss: [this.#payload['iss'], 'https://evil.example'] },
      'no issuer': { iss: undefined },
      'another audience': { aud: 'https://evil.example' },
      'no audience': { aud: undefined },
      'no expiration': { exp: undefined },
      'a lifetime of ten years': { exp: now + 10 * 365 * 86_400 },
      'an expiration that is not a number': { exp: `${now + 60}` },
      'an expiration in the past': { iat: now - 600, exp: now - 300 },
      'a not-before in the future': { nbf: now + 60 },
      'no subject': { sub: undefined },
      'no session': { sid: undefined },
      'an empty session': { sid: '' },
      'a list of sessions': { sid: ['a'] },
      'roles that are not a list': { roles: 'admin' },
    };
    const headers: Record<string, Part> = {
      'another type': { typ: 'JWT' },
      'the type of a refresh token': { typ: 'rt+jwt' },
      'no type': { typ: undefined },
      'a critical extension': { crit: ['b64'], b64: true },
    };
    const forged = [
      ...Object.entries(claims).map(([name, changed]) => [name, this.sign(key, {}, changed)]),
      ...Object.entries(headers).map(([name, changed]) => [name, this.sign(key, changed)]),
    ];
    return Object.fromEntries(forged) as Record<string, string>;
  }
}

/** Returns the descriptions of the tokens whose response is not 401, each with its status. */
export async function acceptedTokens(
  tokens: Record<string, string>,
  statusOf: (token: string) => Promise<number>,
): Promise<string[]> {
  const responses = await Promise.all(
    Object.entries(tokens).map(async ([name, token]) => ({ name, status: await statusOf(token) })),
  );
  return responses.flatMap(({ name, status }) => (status === 401 ? [] : [`${name}: ${status}`]));
}
