import { Strategy as DiscordStrategy } from 'passport-discord';
import { Strategy as GitLabStrategy } from 'passport-gitlab2';
import { Strategy as MicrosoftStrategy } from 'passport-microsoft';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertJsonObject, type PassportProvider } from '../../src/social-auth/index.js';
import { facebook } from '../docs/examples/facebook.js';
import { readDocument } from '../docs/documents.js';
import { launchBrowser } from '../support/browser.js';
import { itInFullRun } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { OAuthServer } from '../support/oauth-server.js';
import { freePort } from '../support/free-port.js';
import { ADAPTERS } from '../support/test-app.js';
import { TestBackend } from '../support/test-backend.js';

const RESOURCES = {
  'GET /v3.2/me': {
    id: '10158',
    name: 'Vera of Facebook',
    email: 'vera@example.com',
    picture: { data: { url: 'https://platform-lookaside.fbsbx.com/vera.jpg' } },
  },
  'GET /users/@me': {
    id: '80351110224678912',
    username: 'vera',
    global_name: 'Vera of Discord',
    email: 'vera@example.com',
    verified: true,
  },
  'GET /api/v4/user': {
    id: 42,
    username: 'vera',
    name: 'Vera of GitLab',
    email: 'vera@example.com',
  },
  'GET /v1.0/me/': {
    id: '87d349ed-44d7-43e1-9a83-5f2406dee5bd',
    displayName: 'Vera of Microsoft',
    userPrincipalName: 'vera@example.com',
    mail: 'vera@example.com',
  },
};

/** The accounts that the logins create. Only Discord states that the email address is verified. */
const ACCOUNTS = {
  facebook: { subject: '10158', email: 'vera@example.com', emailVerified: false },
  discord: { subject: '80351110224678912', email: 'vera@example.com', emailVerified: true },
  gitlab: { subject: '42', email: 'vera@example.com', emailVerified: false },
  microsoft: { subject: '87d349ed-44d7-43e1-9a83-5f2406dee5bd', emailVerified: false },
};
const NAMES = Object.keys(ACCOUNTS) as (keyof typeof ACCOUNTS)[];

/** The provider of the guide and three others, with the endpoints of the server. */
function providers({ origin, client }: OAuthServer): PassportProvider[] {
  const endpoints = { authorizationUrl: `${origin}/authorize`, tokenUrl: `${origin}/token` };
  const documented = facebook(client);
  return [
    {
      ...documented,
      ...endpoints,
      strategyOptions: { ...documented.strategyOptions, profileURL: `${origin}/v3.2/me` },
    },
    {
      ...client,
      ...endpoints,
      name: 'discord',
      label: 'Discord',
      strategy: DiscordStrategy,
      scope: ['identify', 'email'],
      profileUrls: { user: `${origin}/users/@me` },
      toProfile: ({ user }) => {
        const { id, global_name: name, email, verified } = assertJsonObject(user);
        return { subject: id, name, email, emailVerified: verified };
      },
    },
    {
      ...client,
      name: 'gitlab',
      label: 'GitLab',
      strategy: GitLabStrategy,
      strategyOptions: { baseURL: origin },
      scope: ['read_user'],
    },
    {
      ...client,
      ...endpoints,
      name: 'microsoft',
      label: 'Microsoft',
      strategy: MicrosoftStrategy,
      strategyOptions: { apiEntryPoint: origin },
      scope: ['user.read'],
    },
  ];
}

describe.each(ADAPTERS)('a strategy from npm on %s', (adapter) => {
  let base: TestBackend;
  let server: OAuthServer;
  let app: ModuleApp;

  beforeAll(async () => {
    server = await OAuthServer.start({ resources: RESOURCES });
    base = await TestBackend.create();
    const port = await freePort();
    const options = { publicUrl: `http://localhost:${port}`, providers: providers(server) };
    app = await ModuleApp.start(base, adapter, { port, options });
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
    server.stop();
  });

  it.each(NAMES)('signs in at %s, with PKCE and the endpoints of the provider', async (name) => {
    const browser = app.browser();
    expect((await browser.request('/login')).body).toContain(`action="/auth/${name}"`);
    const callback = await server.approve(await browser.begin(name));
    expect((await browser.request(callback)).status).toBe(303);
    expect((await browser.request('/')).body).toContain('Vera of ');
    const account = await base.prisma.account.findFirst({ where: { provider: name } });
    expect(account).toMatchObject(ACCOUNTS[name]);
  });

  it('sends the access token in a header only', () => {
    const urls = server.requests.map(({ path, query }) => `${path}?${query.toString()}`);
    expect(urls.filter((url) => url.includes('access-token'))).toEqual([]);
    expect(server.requests.filter(({ path }) => path.endsWith('/token'))).toHaveLength(4);
  });

  itInFullRun('signs in at each provider in Chromium', async () => {
    const chromium = await launchBrowser();
    try {
      for (const label of ['Facebook', 'Discord', 'GitLab', 'Microsoft']) {
        const page = await (await chromium.newContext()).newPage();
        await page.goto(`${app.address}/login`);
        await page.getByRole('button', { name: `Continue with ${label}` }).click();
        await page.getByRole('link', { name: 'Allow' }).click();
        await page.getByRole('heading', { level: 1, name: `Vera of ${label}` }).waitFor();
      }
    } finally {
      await chromium.close();
    }
  });
});

describe('a strategy without an endpoint', () => {
  it('prevents the start of the app, with its own message', async () => {
    const base = await TestBackend.create();
    const { strategy } = (await import('../docs/examples/gitlab.js')).gitlab({
      clientId: 'id',
      clientSecret: 'secret',
    });
    const provider = {
      clientId: 'a',
      clientSecret: 'b',
      name: 'x',
      label: 'X',
      scope: [],
      strategy,
    };
    const started = ModuleApp.start(base, 'fastify', { options: { providers: [provider] } });
    await expect(started).rejects.toThrow(
      'provider "x" has a strategy that cannot be created: OAuth2Strategy requires a authorizationURL option',
    );
    await base.stop();
  });
});

describe('the guide for providers', () => {
  const guide = readDocument('docs/guides/add-a-provider.md');
  const snippets = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);

  it('adds a provider in at most 15 lines each, including the imports', () => {
    const lines = snippets
      .filter((code) => code.includes("from 'passport-facebook'"))
      .map((code) => code.split('\n').filter((line) => line.trim() !== '').length);
    expect(lines).toEqual([10, 14]);
  });
});
