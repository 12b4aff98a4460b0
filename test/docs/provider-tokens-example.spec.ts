import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderTokens } from '../../src/provider-tokens/index.js';
import { google } from '../../src/social-auth/index.js';
import { startConsent } from '../provider-tokens/tokens-app.js';
import { ACCEPT_JSON } from '../support/requests.js';
import { ModuleApp } from '../support/module-app.js';
import { TestBackend } from '../support/test-backend.js';
import { CalendarsController, useApi } from './examples/calendars.controller.js';
import { exchange, withExchange } from './examples/token-exchange.js';
import { findToken, replaceToken, withTokens } from './examples/provider-tokens.js';

const SECRET = 'T3Jx9vQm7Lk2Zp5Rw8Yc1Nd4Hs6Fb0Ag=';

describe('the example in the guide to the APIs of providers', () => {
  let base: TestBackend;
  let app: ModuleApp;

  beforeAll(async () => {
    base = await TestBackend.create();
    app = await ModuleApp.start(base, 'fastify', {
      imports: (auth) => [auth, withExchange(SECRET)],
      controllers: [CalendarsController],
      options: { providers: [google({ ...base.emulator.google, tokens: true })] },
    });
    useApi(`${base.emulator.google.apiUrl}/calendar/v3/users/me/calendarList`);
  });
  afterAll(async () => {
    await app.stop();
    await base.stop();
  });

  it('requests further access, and calls the API, also without a request and after a rejected token', async () => {
    const browser = await base.signedIn('google', 'vera', app.browser());
    const refused = await browser.request('/calendars', { headers: ACCEPT_JSON });
    expect(refused.status).toBe(403);
    const url = await startConsent(browser, refused);
    await browser.request(await base.emulator.approve(url, 'vera'));
    expect((await browser.request('/calendars')).body).toContain('vera@example.com');

    const { id } = await base.prisma.user.findFirstOrThrow();
    const tokens = app.app.get(ProviderTokens);
    const token = await findToken(tokens, id);
    const other = await replaceToken(tokens, id, token);
    expect(other.value).not.toBe(token.value);
    expect(await findToken(tokens, id)).toEqual(other);

    const response = await exchange(app.address, SECRET, browser.cookie('access') ?? '');
    expect(await response.json()).toMatchObject({ access_token: other.value });
  });

  it('configures the provider and both modules', () => {
    const { google: client } = base.emulator;
    const settings = { publicUrl: base.origin, secrets: [], prisma: base.prisma };
    expect(withTokens(settings, client).map(({ module }) => module.name)).toEqual([
      'SocialAuthModule',
      'ProviderTokensModule',
    ]);
  });
});
