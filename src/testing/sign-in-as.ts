import type { INestApplication } from '@nestjs/common';
import type { Agent, Response } from 'supertest';
import { requestCallbackUrl } from '../emulator/oauth/request-callback-url.js';
import { isLoopback } from '../net/loopback.js';
import { RoutePaths } from '../social-auth/index.js';
import { createAgent, createBrowser } from './agents.js';
import { appAddress } from './app-address.js';
import { SignedInUser } from './signed-in-user.js';

/** The options of {@link signInAs}. */
export interface SignInOptions {
  /** The name of the provider. Default: `google` */
  readonly provider?: string;
  /** The scopes that the persona refuses, in the notation of the provider. Default: none */
  readonly denyScopes?: readonly string[];
}

/**
 * Signs in a persona of the provider emulator. Sends real requests to the app and to the emulator.
 *
 * Requires the optional package `supertest`, providers that use the emulator, and a public URL with http. If the app
 * does not listen yet, starts it on a free port.
 *
 * @param app an app of this process that imports `SocialAuthModule`
 * @param persona the id of a persona, such as `vera`
 * @throws Error when the login fails. The message contains the response.
 * @example
 * ```ts
 * const vera = await signInAs(app, 'vera');
 * await vera.browser.get('/dashboard').expect(200);
 * await vera.bearer.get('/api/orders').expect(200);
 * ```
 */
export async function signInAs(
  app: INestApplication,
  persona: string,
  { provider = 'google', denyScopes = [] }: SignInOptions = {},
): Promise<SignedInUser> {
  const address = await appAddress(app);
  const paths = app.get(RoutePaths, { strict: false });
  assertHttp(paths.origin);
  const browser = await createBrowser(address, paths.origin);
  const start = paths.served('POST /auth/:provider', { provider });
  const { headers } = await expectRedirect(browser.post(start), `POST ${start}`);
  const authorizationUrl = new URL(headers['location'] ?? '', paths.origin);
  assertEmulator(authorizationUrl, provider);
  const callback = await requestCallbackUrl(authorizationUrl.href, {
    auto_approve: 'true',
    login_hint: persona,
    deny_scopes: denyScopes.join(' '),
  });
  const path = paths.served('GET /auth/:provider/callback', { provider });
  await expectRedirect(browser.get(path + new URL(callback).search), `GET ${path}`);
  return new SignedInUser(address, paths, browser, await createAgent(address));
}

async function expectRedirect(request: ReturnType<Agent['get']>, name: string): Promise<Response> {
  const response = await request.redirects(0);
  if (response.status === 303) return response;
  const hint =
    response.status === 429 ? ' Raise the option `rateLimits` in tests that sign in often.' : '';
  throw new Error(`The login failed: ${name} returned ${response.status} ${response.text}.${hint}`);
}

function assertHttp(publicOrigin: string): void {
  if (publicOrigin.startsWith('http:')) return;
  throw new Error(
    `signInAs() requires a public URL with http, because clients do not send the cookies of ${publicOrigin} over http. ` +
      "Set `publicUrl: 'http://localhost:3000'` and `environment: 'development'` in tests.",
  );
}

function assertEmulator({ origin, hostname }: URL, provider: string): void {
  if (isLoopback(hostname)) return;
  throw new Error(
    `The provider "${provider}" uses ${origin} instead of the emulator. ` +
      'Configure it with the URLs of `ProviderEmulator` in tests.',
  );
}
