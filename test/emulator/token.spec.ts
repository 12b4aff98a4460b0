import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ProviderEmulator, type ProviderName } from '../../src/emulator/index.js';
import { CALLBACK, exchange, fields, newCode } from './application.js';

const PROVIDERS: ProviderName[] = ['google', 'github'];
const OTHER_CLIENTS = PROVIDERS.map((provider) => ({
  provider,
  clientId: `other-${provider}`,
  clientSecret: 'other-secret',
  redirectUris: [CALLBACK],
}));
let now = Date.now();
let emulator: ProviderEmulator;

beforeAll(async () => {
  const own = PROVIDERS.map((provider) => ({
    provider,
    clientId: `own-${provider}`,
    clientSecret: 'own secret: 100%',
    redirectUris: [CALLBACK, `${CALLBACK}/two`],
  }));
  emulator = await ProviderEmulator.start({ clients: [...own, ...OTHER_CLIENTS], now: () => now });
});
afterAll(() => emulator.stop());

const REFUSED = {
  google: { code: 'invalid_grant', redirect: 'redirect_uri_mismatch', client: 'invalid_client' },
  github: {
    code: 'bad_verification_code',
    redirect: 'redirect_uri_mismatch',
    client: 'incorrect_client_credentials',
  },
};
const STATUS = { google: 400, github: 200 };
const asJson = { accept: 'application/json' };

describe.each(PROVIDERS)('a code of %s', (provider) => {
  async function refusal(
    code: string,
    changes: Record<string, string | null> = {},
  ): Promise<[number, unknown]> {
    const answer = await exchange(emulator, provider, code, { changes, headers: asJson });
    return [answer.status, (await fields(answer))['error']];
  }

  it('is good for one exchange', async () => {
    const code = await newCode(emulator, provider);
    const answer = await exchange(emulator, provider, code, { headers: asJson });
    expect(await fields(answer)).toHaveProperty('access_token');
    expect(await refusal(code)).toEqual([STATUS[provider], REFUSED[provider].code]);
  });

  it('is good for one of twenty exchanges at once', async () => {
    const code = await newCode(emulator, provider);
    const send = (): Promise<Response> => exchange(emulator, provider, code, { headers: asJson });
    const answers = await Promise.all(Array.from({ length: 20 }, send));
    const bodies = await Promise.all(answers.map(fields));
    expect(bodies.filter((body) => 'access_token' in body)).toHaveLength(1);
  });

  it('is good for ten minutes', async () => {
    const code = await newCode(emulator, provider);
    now += 10 * 60_000;
    expect(await refusal(code)).toEqual([STATUS[provider], REFUSED[provider].code]);
  });

  it('is good for its own client only', async () => {
    const code = await newCode(emulator, provider);
    const other = { client_id: `other-${provider}`, client_secret: 'other-secret' };
    expect(await refusal(code, other)).toEqual([STATUS[provider], REFUSED[provider].code]);
  });

  it('is good with its own redirect URI only', async () => {
    const code = await newCode(emulator, provider);
    const answer = await refusal(code, { redirect_uri: `${CALLBACK}/two` });
    expect(answer).toEqual([STATUS[provider], REFUSED[provider].redirect]);
  });

  it.each([
    ['another', 'another-verifier-of-exactly-the-right-kind-0123'],
    ['no', null],
    ['an ill-formed', 'short'],
  ])('is worth nothing with %s PKCE verifier', async (_, verifier) => {
    const code = await newCode(emulator, provider);
    const answer = await refusal(code, { code_verifier: verifier });
    expect(answer).toEqual([STATUS[provider], REFUSED[provider].code]);
  });

  it('is worth nothing to a client with a wrong secret, and not spent by it', async () => {
    const code = await newCode(emulator, provider);
    const status = provider === 'google' ? 401 : 200;
    const answer = await refusal(code, { client_secret: 'wrong' });
    expect(answer).toEqual([status, REFUSED[provider].client]);
    expect((await refusal(code))[1]).toBeUndefined();
  });

  it('can be exchanged by a client that authenticates with Basic', async () => {
    const { clientId, clientSecret } = emulator[provider];
    const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
    const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
    const code = await newCode(emulator, provider);
    const answer = await exchange(emulator, provider, code, {
      changes: { client_id: null, client_secret: null },
      headers: { ...asJson, authorization },
    });
    expect(await fields(answer)).toHaveProperty('access_token');
  });
});

describe('the token answer', () => {
  it('has Google’s shape', async () => {
    const answer = await exchange(emulator, 'google', await newCode(emulator, 'google'));
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('cache-control')).toContain('no-store');
    expect(await fields(answer)).toEqual({
      access_token: expect.stringMatching(/^ya29\./),
      expires_in: 3599,
      scope: expect.stringContaining('https://www.googleapis.com/auth/userinfo.email'),
      token_type: 'Bearer',
    });
  });

  it('of GitHub is a form unless JSON is asked for', async () => {
    const answer = await exchange(emulator, 'github', await newCode(emulator, 'github'));
    expect(answer.headers.get('content-type')).toContain('application/x-www-form-urlencoded');
    const form = Object.fromEntries(new URLSearchParams(await answer.text()));
    expect(form).toEqual({
      access_token: expect.stringMatching(/^gho_[0-9a-f]{36}$/),
      scope: 'read:user,user:email',
      token_type: 'bearer',
    });
  });

  it('of GitHub takes a refusal for a success on the wire, as GitHub does', async () => {
    const answer = await exchange(emulator, 'github', 'no-code');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('error=bad_verification_code');
  });

  it('of Google refuses another grant type and a repeated parameter', async () => {
    const other = await exchange(emulator, 'google', 'x', { changes: { grant_type: 'password' } });
    expect(await fields(other)).toMatchObject({ error: 'unsupported_grant_type' });
    const { tokenUrl } = emulator.google;
    const body = new URLSearchParams('code=a&code=b');
    const repeated = await fetch(tokenUrl, { method: 'POST', body });
    expect(await fields(repeated)).toMatchObject({ error: 'invalid_request' });
  });

  it('is for POST only, and for bodies up to 64 KiB', async () => {
    const { tokenUrl } = emulator.google;
    expect((await fetch(tokenUrl)).status).toBe(405);
    const body = new URLSearchParams({ code: 'x'.repeat(70_000) });
    expect((await fetch(tokenUrl, { method: 'POST', body })).status).toBe(413);
  });
});
