import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  oidc,
  type LoginParameters,
  type OidcOptions,
  type ProviderFlow,
} from '../../src/social-auth/index.js';
import { OidcFlow } from '../../src/social-auth/providers/oidc/oidc-flow.js';
import { ProviderHttpClient } from '../../src/social-auth/providers/provider-http-client.js';
import { CLIENT, epoch, SigningIssuer } from './signing-issuer.js';

const REDIRECT_URI = 'https://app.example.com/auth/acme/callback';
const STATE = 'id.the-state';

describe('the flow of an OpenID Connect issuer', () => {
  const client = new ProviderHttpClient(5000);
  let issuer: SigningIssuer;

  beforeAll(async () => {
    issuer = await SigningIssuer.start();
  });
  beforeEach(() => issuer.reset());
  afterAll(() => issuer.stop());

  const createFlow = async (options: Partial<OidcOptions> = {}): Promise<ProviderFlow> =>
    oidc({ name: 'acme', label: 'Acme', issuer: issuer.url, ...CLIENT, ...options }).createFlow({
      redirectUri: REDIRECT_URI,
      withDeadline: (run) => client.withDeadline(run),
    });

  const start = (flow: ProviderFlow, parameters: LoginParameters = {}) =>
    client.withDeadline((http) => flow.start({ state: STATE, parameters, http }));

  const query = async (flow: ProviderFlow, parameters?: LoginParameters) =>
    Object.fromEntries(new URL((await start(flow, parameters)).url).searchParams);

  /** Completes a login that requested the parameters. */
  const complete = async (flow: ProviderFlow, parameters: LoginParameters = {}) => {
    const { url, ...secrets } = await start(flow, parameters);
    const { searchParams: params } = new URL(await issuer.approve(url));
    const { maxAge } = parameters;
    const callback = { params, state: STATE, redirectUri: REDIRECT_URI, ...secrets, maxAge };
    return client.withDeadline((http) =>
      flow.complete({ ...callback, startedAt: new Date(), http }),
    );
  };

  it('requests code, PKCE and nonce, and the standard scopes by default', async () => {
    expect(await query(await createFlow())).toEqual({
      client_id: CLIENT.clientId,
      response_type: 'code',
      redirect_uri: REDIRECT_URI,
      scope: 'openid email profile',
      state: STATE,
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
  });

  it('passes on the parameters of a login', async () => {
    const flow = await createFlow({ scope: ['email'] });
    const parameters = {
      prompt: 'select_account',
      loginHint: 'vera@example.com',
      maxAge: 300,
      scopes: ['calendar', 'email'],
      authorizationParams: { access_type: 'offline' },
    } as const;
    expect(await query(flow, parameters)).toMatchObject({
      prompt: 'select_account',
      login_hint: 'vera@example.com',
      max_age: '300',
      scope: 'openid email calendar',
      access_type: 'offline',
    });
  });

  it('uses a verifier and a nonce once', async () => {
    const flow = await createFlow();
    const [first, second] = [await start(flow), await start(flow)];
    expect(first.codeVerifier).not.toBe(second.codeVerifier);
    expect(first.nonce).not.toBe(second.nonce);
  });

  it('returns the tokens, the scopes and the time of the authentication', async () => {
    const { tokens, authenticatedAt, profile } = await complete(await createFlow());
    expect(tokens).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      idToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      expiresIn: 300,
      scopes: ['openid', 'email', 'profile'],
    });
    expect(Math.abs((authenticatedAt?.getTime() ?? 0) / 1000 - epoch())).toBeLessThan(5);
    expect(profile).toMatchObject({ subject: `${issuer.url}#vera` });
  });

  it('refuses an authentication that is older than max_age, or whose time is unknown', async () => {
    const flow = await createFlow();
    issuer.tamper = ({ claims }) => (claims['auth_time'] = epoch() - 400);
    await expect(complete(flow, { maxAge: 300 })).rejects.toThrow(
      expect.objectContaining({ code: 'login_refused' }),
    );
    expect(await complete(flow, { maxAge: 600 })).toHaveProperty('authenticatedAt');
    issuer.tamper = ({ claims }) => delete claims['auth_time'];
    await expect(complete(flow, { maxAge: 300 })).rejects.toThrow(
      expect.objectContaining({ code: 'login_refused' }),
    );
    expect(await complete(flow)).toMatchObject({ authenticatedAt: undefined });
  });

  it('requests no userinfo if the ID token has all claims', async () => {
    await complete(await createFlow({ userinfo: false }));
    expect(issuer.requests).not.toContain('GET userinfo');
  });

  it('refreshes tokens, and states that a refresh token is rejected', async () => {
    const flow = new OidcFlow(
      { name: 'acme', label: 'Acme', issuer: issuer.url, ...CLIENT, scope: ['openid'], quirks: {} },
      { redirectUri: REDIRECT_URI, withDeadline: (run) => client.withDeadline(run) },
    );
    const { tokens } = await complete(flow);
    const refresh = (refreshToken = '') =>
      client.withDeadline((http) => flow.refresh({ refreshToken, scopes: ['email'], http }));
    const refreshed = await refresh(tokens?.refreshToken);
    expect(refreshed).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      expiresIn: undefined,
      scopes: ['email'],
      idToken: undefined,
    });
    await expect(refresh(tokens?.refreshToken)).rejects.toThrow(
      expect.objectContaining({ code: 'invalid_grant' }),
    );
    issuer.tokenResponse = { id_token: issuer.idToken({ aud: 'another-app' }) };
    await expect(refresh(refreshed.refreshToken)).rejects.toThrow(
      expect.objectContaining({ code: 'login_refused' }),
    );
  });

  it('revokes tokens, if the issuer has a revocation endpoint', async () => {
    const revoke = (refreshToken?: string) => {
      const flow = new OidcFlow(
        { name: 'acme', label: 'Acme', issuer: issuer.url, ...CLIENT, scope: [], quirks: {} },
        { redirectUri: REDIRECT_URI, withDeadline: (run) => client.withDeadline(run) },
      );
      return client.withDeadline((http) => flow.revoke({ accessToken: 'a', refreshToken, http }));
    };
    await revoke('r');
    await revoke();
    issuer.metadata = { revocation_endpoint: undefined };
    await revoke('r');
    expect(issuer.revoked).toMatchObject([
      { token: 'r', token_type_hint: 'refresh_token' },
      { token: 'a', token_type_hint: 'access_token' },
    ]);
  });
});
