import { Agent } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { google, type HttpAgent } from '../../src/social-auth/index.js';
import { ModuleApp } from '../support/module-app.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { TestApp } from '../support/test-app.js';
import { Instance, createUser } from '../tokens/instance.js';
import { JwksEndpoint, VerifierApp } from '../verifier/verifier-app.js';
import { ProxyAgent, TlsThroughProxy } from './tls-through-proxy.js';

const HOST = 'https://provider.test';

describe.each(MAIN_ADAPTERS)('the option httpAgent on %s', (adapter) => {
  let base: TestApp;
  let network: TlsThroughProxy;

  beforeAll(async () => {
    base = await TestApp.start(adapter);
    network = await TlsThroughProxy.start({ 'provider.test': base.emulator.origin });
  });
  afterAll(async () => {
    await network.stop();
    await base.stop();
  });

  /** Logs in at a provider that is reachable through the proxy only. Returns the status of the callback. */
  async function logIn(httpAgent?: HttpAgent): Promise<number> {
    const provider = google({
      ...base.emulator.google,
      tokenUrl: `${HOST}/token`,
      userinfoUrl: `${HOST}/oauth2/v3/userinfo`,
    });
    const app = await ModuleApp.start(base, adapter, {
      options: { providers: [provider], ...(httpAgent !== undefined && { httpAgent }) },
    });
    const browser = app.browser();
    const callback = await base.emulator.approve(await browser.begin('google'), 'vera');
    const { status } = await browser.request(callback);
    await app.stop();
    return status;
  }

  it('sends the requests of a login through a proxy to a server with a private certificate', async () => {
    const before = network.connected.length;
    expect(await logIn()).toBe(502);
    expect(network.connected.length).toBe(before);
    const agent = new ProxyAgent(network.url);
    expect(await logIn(agent)).toBe(303);
    expect(network.connected.slice(before)).toEqual(['provider.test:443']);
    agent.destroy();
  });

  it('can be a function that selects the agent by URL', async () => {
    const [proxied, direct] = [new ProxyAgent(network.url), new Agent()];
    const urls: string[] = [];
    const select = (url: URL) => {
      urls.push(url.pathname);
      return url.hostname === 'provider.test' ? proxied : direct;
    };
    expect(await logIn(select)).toBe(303);
    expect(urls).toEqual(['/token', '/oauth2/v3/userinfo']);
    proxied.destroy();
  });

  it('fails the login when the proxy rejects the connection', async () => {
    const unknown = await TlsThroughProxy.start({});
    const agent = new ProxyAgent(unknown.url);
    expect(await logIn(agent)).toBe(502);
    agent.destroy();
    await unknown.stop();
  });
});

describe('the option httpAgent of the verifier', () => {
  it('fetches the JWKS through a proxy from a server with a private certificate', async () => {
    const app = await TestApp.start('fastify');
    const issuer = Instance.of(app);
    const token = issuer.issue(await createUser(app));
    const endpoint = await JwksEndpoint.start();
    endpoint.respondWithJson(() => ({ keys: issuer.keys.publicJwks() }));
    const network = await TlsThroughProxy.start({ 'issuer.test': new URL(endpoint.uri).origin });
    const agent = new ProxyAgent(network.url);
    const options = { issuer: app.origin, jwksUri: 'https://issuer.test/jwks.json' };
    const service = await VerifierApp.start('fastify', { ...options, httpAgent: agent });
    const direct = await VerifierApp.start('fastify', options);
    expect(await service.statusOf(token)).toBe(200);
    expect(network.connected).toEqual(['issuer.test:443']);
    expect(await direct.statusOf(token)).toBe(503);
    await service.stop();
    await direct.stop();
    agent.destroy();
    await network.stop();
    await endpoint.stop();
    await app.stop();
  });
});
