import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderEmulator, type EmulatorClient } from '../../src/emulator/index.js';
import {
  CALLBACK_URL,
  exchangeCode,
  jsonObject,
  obtainCode,
  PROVIDERS,
  type Params,
} from './oauth-client.js';

const CLIENTS: EmulatorClient[] = PROVIDERS.flatMap((provider) => [
  {
    provider,
    clientId: `first-${provider}`,
    clientSecret: 'secret with a space and 100%',
    redirectUris: [CALLBACK_URL, `${CALLBACK_URL}/two`],
  },
  {
    provider,
    clientId: `other-${provider}`,
    clientSecret: 'other-secret',
    redirectUris: [CALLBACK_URL],
  },
]);
const ERRORS = {
  google: {
    status: 400,
    code: 'invalid_grant',
    client: [401, 'invalid_client'],
  },
  github: {
    status: 200,
    code: 'bad_verification_code',
    client: [200, 'incorrect_client_credentials'],
  },
};
const ACCEPT_JSON = { accept: 'application/json' };

let now = Date.now();
let emulator: ProviderEmulator;

beforeAll(async () => {
  emulator = await ProviderEmulator.start({ clients: CLIENTS, now: () => now });
});
afterAll(() => emulator.stop());

describe.each(PROVIDERS)('a code of %s', (provider) => {
  const { status, code: codeError, client: clientError } = ERRORS[provider];

  async function exchange(code: string, params: Params = {}): Promise<Record<string, unknown>> {
    const options = { params, headers: ACCEPT_JSON };
    return jsonObject(await exchangeCode(emulator, provider, code, options));
  }

  /** Returns the status and the error code of a token request. */
  async function exchangeError(code: string, params: Params = {}): Promise<[number, unknown]> {
    const options = { params, headers: ACCEPT_JSON };
    const response = await exchangeCode(emulator, provider, code, options);
    return [response.status, (await jsonObject(response))['error']];
  }

  it('is valid for one exchange', async () => {
    const code = await obtainCode(emulator, provider);
    expect(await exchange(code)).toHaveProperty('access_token');
    expect(await exchangeError(code)).toEqual([status, codeError]);
  });

  it('is valid for one of twenty concurrent exchanges', async () => {
    const code = await obtainCode(emulator, provider);
    const bodies = await Promise.all(Array.from({ length: 20 }, () => exchange(code)));
    expect(bodies.filter((body) => 'access_token' in body)).toHaveLength(1);
  });

  it('expires after ten minutes', async () => {
    const code = await obtainCode(emulator, provider);
    now += 10 * 60_000;
    expect(await exchangeError(code)).toEqual([status, codeError]);
  });

  it('is invalid for another client', async () => {
    const code = await obtainCode(emulator, provider);
    const other = { client_id: `other-${provider}`, client_secret: 'other-secret' };
    expect(await exchangeError(code, other)).toEqual([status, codeError]);
  });

  it('is invalid with another redirect URI', async () => {
    const code = await obtainCode(emulator, provider);
    const other = { redirect_uri: `${CALLBACK_URL}/two` };
    expect(await exchangeError(code, other)).toEqual([status, 'redirect_uri_mismatch']);
  });

  it.each([
    ['another code verifier', 'another-code-verifier-of-more-than-43-characters'],
    ['no code verifier', null],
    ['a malformed code verifier', 'short'],
  ])('is invalid with %s', async (_, verifier) => {
    const code = await obtainCode(emulator, provider);
    expect(await exchangeError(code, { code_verifier: verifier })).toEqual([status, codeError]);
  });

  it('remains valid after a request with a wrong client secret', async () => {
    const code = await obtainCode(emulator, provider);
    expect(await exchangeError(code, { client_secret: 'wrong' })).toEqual(clientError);
    expect(await exchange(code)).toHaveProperty('access_token');
  });

  it('can be exchanged by a client that authenticates with HTTP Basic', async () => {
    const { clientId, clientSecret } = emulator[provider];
    const credentials = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
    const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
    const code = await obtainCode(emulator, provider);
    const response = await exchangeCode(emulator, provider, code, {
      params: { client_id: null, client_secret: null },
      headers: { ...ACCEPT_JSON, authorization },
    });
    expect(await jsonObject(response)).toHaveProperty('access_token');
  });
});

describe('the token endpoint', () => {
  it('responds with JSON in the format of Google', async () => {
    const code = await obtainCode(emulator, 'google');
    const response = await exchangeCode(emulator, 'google', code);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('cache-control')).toContain('no-store');
    expect(await jsonObject(response)).toEqual({
      access_token: expect.stringMatching(/^ya29\./),
      expires_in: 3599,
      id_token: expect.any(String),
      scope: expect.stringContaining('https://www.googleapis.com/auth/userinfo.email'),
      token_type: 'Bearer',
    });
  });

  it('responds with a form at GitHub unless the client accepts JSON', async () => {
    const code = await obtainCode(emulator, 'github');
    const response = await exchangeCode(emulator, 'github', code);
    expect(response.headers.get('content-type')).toContain('application/x-www-form-urlencoded');
    const form = Object.fromEntries(new URLSearchParams(await response.text()));
    expect(form).toEqual({
      access_token: expect.stringMatching(/^gho_[0-9a-f]{36}$/),
      scope: 'read:user,user:email',
      token_type: 'bearer',
    });
  });

  it('responds to an invalid code with the status 200 at GitHub', async () => {
    const response = await exchangeCode(emulator, 'github', 'invalid');
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('error=bad_verification_code');
  });

  it('rejects other grant types and repeated parameters at Google', async () => {
    const options = { params: { grant_type: 'password' } };
    const unsupported = await exchangeCode(emulator, 'google', 'x', options);
    expect(await jsonObject(unsupported)).toMatchObject({ error: 'unsupported_grant_type' });
    const body = new URLSearchParams('code=a&code=b');
    const repeated = await fetch(emulator.google.tokenUrl, { method: 'POST', body });
    expect(await jsonObject(repeated)).toMatchObject({ error: 'invalid_request' });
  });

  it('accepts POST only, with bodies up to 64 KiB', async () => {
    const { tokenUrl } = emulator.google;
    const get = await fetch(tokenUrl);
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
    const body = new URLSearchParams({ code: 'x'.repeat(70_000) });
    expect((await fetch(tokenUrl, { method: 'POST', body })).status).toBe(413);
  });
});
