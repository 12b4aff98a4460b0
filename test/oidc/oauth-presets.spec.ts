import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { discord, x } from '../../src/social-auth/index.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { loopbackAgent } from './loopback-agent.js';
import { OidcApp } from './oidc-app.js';

const CLIENT = { clientId: '157730590492196864', clientSecret: 'a secret: 100%' };

/** The response of `GET /users/@me` in Discord's documentation. */
const DISCORD_USER = {
  id: '80351110224678912',
  username: 'nelly',
  discriminator: '1337',
  avatar: '8342729096ea3675442027381ff50dfe',
  global_name: 'Nelly Adler',
  verified: true,
  email: 'nelly@example.com',
  flags: 64,
};

/** The response of `GET /2/users/me` in X's documentation. */
const X_USER = {
  data: {
    id: '2244994945',
    name: 'X Dev',
    username: 'TwitterDev',
    profile_image_url: 'https://pbs.twimg.com/profile_images/1/normal.jpg',
    confirmed_email: 'dev@example.com',
  },
};

describe.each(MAIN_ADAPTERS)('the presets for OAuth 2.0 on %s', (adapter) => {
  let server: Server;
  let app: OidcApp;
  let users: Record<string, unknown>;
  const tokenRequests: { authorization: string | undefined; form: URLSearchParams }[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const answer = async () => {
        const form = new URLSearchParams(await text(request));
        if (request.url?.endsWith('/token') === true) {
          tokenRequests.push({ authorization: request.headers.authorization, form });
          return {
            access_token: 'the-token',
            token_type: 'bearer',
            expires_in: 7200,
            scope: 'identify email',
          };
        }
        return request.headers.authorization === 'Bearer the-token'
          ? users[request.headers.host ?? '']
          : {};
      };
      response.setHeader('content-type', 'application/json');
      void answer().then((body) => response.end(JSON.stringify(body)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    app = await OidcApp.start(adapter, [discord(CLIENT), x(CLIENT)], {
      options: { httpAgent: loopbackAgent({ 'discord.com': port, 'api.x.com': port }) },
    });
  });
  beforeEach(() => {
    users = { 'discord.com': DISCORD_USER, 'api.x.com': X_USER };
    tokenRequests.length = 0;
  });
  afterAll(async () => {
    await app.stop();
    await new Promise((resolve) => server.close(resolve));
  });

  /** Returns the callback URL, as the provider does. */
  const approve = (authorizationUrl: string) => {
    const { searchParams } = new URL(authorizationUrl);
    expect(searchParams.get('code_challenge_method')).toBe('S256');
    const callback = new URL(searchParams.get('redirect_uri') ?? '');
    callback.searchParams.set('code', 'the-code');
    callback.searchParams.set('state', searchParams.get('state') ?? '');
    return Promise.resolve(callback.href);
  };
  const accounts = async (name: string) =>
    (await app.accounts()).filter(({ provider }) => provider === name);

  it('sign users in with Discord, and store the documented profile', async () => {
    expect(await app.login('discord', approve)).toMatchObject({ status: 303, location: '/' });
    expect(await accounts('discord')).toMatchObject([
      {
        subject: '80351110224678912',
        username: 'nelly',
        name: 'Nelly Adler',
        email: 'nelly@example.com',
        emailVerified: true,
        picture:
          'https://cdn.discordapp.com/avatars/80351110224678912/8342729096ea3675442027381ff50dfe.png',
      },
    ]);
  });

  it('sign users in with X, and authenticate with HTTP Basic', async () => {
    expect(await app.login('x', approve)).toMatchObject({ status: 303, location: '/' });
    expect(await accounts('x')).toMatchObject([
      {
        subject: '2244994945',
        username: 'TwitterDev',
        name: 'X Dev',
        email: 'dev@example.com',
        emailVerified: true,
        picture: 'https://pbs.twimg.com/profile_images/1/normal.jpg',
      },
    ]);
    const credentials = `${CLIENT.clientId}:${encodeURIComponent(CLIENT.clientSecret)}`;
    expect(tokenRequests[0]).toMatchObject({
      authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
    });
    expect(tokenRequests[0]?.form.get('code_verifier')).toMatch(/^[\w-]{43}$/);
  });

  it('store an email address that Discord has not verified, or none of X', async () => {
    users = {
      'discord.com': { ...DISCORD_USER, verified: false },
      'api.x.com': { data: { ...X_USER.data, confirmed_email: undefined } },
    };
    await app.login('discord', approve);
    await app.login('x', approve);
    expect(await accounts('discord')).toMatchObject([{ emailVerified: false }]);
    expect(await accounts('x')).toMatchObject([{ email: null, emailVerified: false }]);
  });

  it.each([undefined, null, '', 80351110224678912, '8035/..', ['80351110224678912']])(
    'refuse the id %j',
    async (id) => {
      users = {
        'discord.com': { ...DISCORD_USER, id },
        'api.x.com': { data: { ...X_USER.data, id } },
      };
      expect((await app.login('discord', approve)).status).toBe(502);
      expect((await app.login('x', approve)).status).toBe(502);
    },
  );

  it('store no picture for a malformed hash', async () => {
    users = { 'discord.com': { ...DISCORD_USER, avatar: '../../x' } };
    await app.login('discord', approve);
    expect(await accounts('discord')).toMatchObject([{ picture: null }]);
  });
});
