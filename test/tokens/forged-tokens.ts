import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

type Part = Record<string, unknown>;

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string | undefined): Part =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Part;

/** Says something a second time within a part: some readers take the first, others the last. */
const twice = (part: string, member: string) =>
  Buffer.from(Buffer.from(part, 'base64url').toString().replace(/}$/, `,${member}}`)).toString(
    'base64url',
  );

const { privateKey: ownKey, publicKey: ownPublic } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
});

/** Makes changed copies of a good access token; `undefined` takes a claim away. */
export class Forger {
  readonly #header: Part;
  readonly #payload: Part;

  constructor(private readonly access: string) {
    const [header, payload] = access.split('.');
    this.#header = decode(header);
    this.#payload = decode(payload);
  }

  /** A token that the given key signs. */
  sign(key: KeyObject, header: Part, payload: Part = {}): string {
    const text = `${encode({ ...this.#header, ...header })}.${encode({ ...this.#payload, ...payload })}`;
    const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  }

  /**
   * What somebody sends who has a good token and the public key, but not the private one.
   *
   * @param trap an address that must not be asked
   */
  ofAStranger(publicKey: KeyObject, trap: string): Record<string, string> {
    const [header = '', payload = '', signature = ''] = this.access.split('.');
    const forge = (changed: Part) => this.sign(ownKey, changed);
    const hmac = `${encode({ ...this.#header, alg: 'HS256' })}.${payload}`;
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    return {
      'alg none': `${encode({ ...this.#header, alg: 'none' })}.${payload}.`,
      'alg none without a key': `${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
      'HS256 by the public key': `${hmac}.${createHmac('sha256', pem).update(hmac).digest('base64url')}`,
      'another key under our id': forge({}),
      'an unknown key': forge({ kid: 'unknown' }),
      'no key': forge({ kid: undefined }),
      'an object for a key': forge({ kid: { toString: 1 } }),
      'a key id of the prototype': forge({ kid: '__proto__' }),
      'an embedded key': forge({ kid: undefined, jwk: ownPublic.export({ format: 'jwk' }) }),
      'an embedded key under our id': forge({ jwk: ownPublic.export({ format: 'jwk' }) }),
      'a key elsewhere': forge({ kid: 'there', jku: `${trap}/jwks.json`, x5u: trap }),
      'a critical extension': forge({ crit: ['exp'] }),
      'a key id of 2 KB': forge({ kid: 'k'.repeat(2000) }),
      'a key id that is a path': forge({ kid: '../../../../dev/null' }),
      'two algorithms': `${twice(header, '"alg":"none"')}.${payload}.`,
      'two persons': `${header}.${twice(payload, '"sub":"else"')}.${signature}`,
      'letters that are none of base64url': `${header}.${payload}.${signature.slice(0, -1)}=`,
      'a changed payload': `${header}.${encode({ ...this.#payload, sub: 'else' })}.${signature}`,
      'a changed type': `${encode({ ...this.#header, typ: 'JWT' })}.${payload}.${signature}`,
      'no signature': `${header}.${payload}.`,
      'two parts': `${header}.${payload}`,
      'four parts': `${header}.${payload}.${signature}.x`,
      'no text': '..',
      nulls: `${encode(null)}.${encode(null)}.x`,
      'no JSON': 'null.null.null',
      'a lot': 'x'.repeat(7000),
      'a long token': `${header}.${'x'.repeat(7000)}.${signature}`,
    };
  }

  /** What even the right key must not make good. */
  byTheRightKey(key: KeyObject): Record<string, string> {
    const now = Math.floor(Date.now() / 1000);
    const claims: Record<string, Part> = {
      'another issuer': { iss: 'https://evil.example' },
      'a list of issuers': { iss: [this.#payload['iss'], 'https://evil.example'] },
      'no issuer': { iss: undefined },
      'another audience': { aud: 'https://evil.example' },
      'no audience': { aud: undefined },
      'no end': { exp: undefined },
      'ten years': { exp: now + 10 * 365 * 86_400 },
      'an end that is no number': { exp: `${now + 60}` },
      'an end in the past': { iat: now - 600, exp: now - 300 },
      'a beginning in the future': { nbf: now + 60 },
      'no person': { sub: undefined },
      'no session': { sid: undefined },
      'an empty session': { sid: '' },
      'a list of sessions': { sid: ['a'] },
      'roles that are no list': { roles: 'admin' },
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

/** @returns the names of the tokens that were answered otherwise than with 401, and how. */
export async function notRefused(
  tokens: Record<string, string>,
  ask: (token: string) => Promise<number>,
): Promise<string[]> {
  const answers = await Promise.all(
    Object.entries(tokens).map(async ([name, token]) => ({ name, status: await ask(token) })),
  );
  return answers.flatMap(({ name, status }) => (status === 401 ? [] : [`${name}: ${status}`]));
}
