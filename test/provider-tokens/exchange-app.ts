import { ProviderTokens, ProviderTokensModule } from '../../src/provider-tokens/index.js';
import { TOKEN_EXCHANGE } from '../../src/provider-tokens/exchange/token-exchange.js';
import { ACCESS_TOKEN_TYPE } from '../../src/provider-tokens/exchange/exchange-request.js';
import {
  github,
  google,
  SocialAuthError,
  type SocialAuthOptions,
} from '../../src/social-auth/index.js';
import { ModuleApp } from '../support/module-app.js';
import { TestApp, type Adapter } from '../support/test-app.js';
import type { TestBrowser, TestResponse } from '../support/test-browser.js';
import { addPersona, CALENDARS } from './tokens-app.js';

export const CONTACTS = 'https://www.googleapis.com/auth/contacts.readonly';

/** The client that may receive tokens with access to the calendars, and one that may receive those of GitHub only. */
export const REPORTS = {
  clientId: 'reports',
  clientSecret: 'T3Jx9vQm7Lk2Zp5Rw8Yc1Nd4Hs6Fb0Ag=',
  providers: { google: [CALENDARS] },
} as const;
export const BACKUP = {
  clientId: 'backup',
  clientSecret: 'p:Q+4%Kd8Xr2Vn6Bt0Mj3Gy7Ws1Ze5Ho9',
  providers: { github: [] },
} as const;

/** A user who has signed in, with an access token of the app. */
export interface SignedInUser {
  readonly userId: string;
  readonly persona: string;
  readonly browser: TestBrowser;
  readonly accessToken: string;
}

/** An app whose services may exchange tokens. */
export class ExchangeApp {
  private constructor(
    readonly base: TestApp,
    readonly module: ModuleApp,
  ) {}

  static async start(adapter: Adapter, options: Partial<SocialAuthOptions> = {}) {
    const base = await TestApp.start(adapter);
    return new ExchangeApp(base, await ExchangeApp.startModule(base, adapter, options));
  }

  /** Starts an app with the database and the providers of another one. */
  static startModule(base: TestApp, adapter: Adapter, options: Partial<SocialAuthOptions> = {}) {
    return ModuleApp.start(base, adapter, {
      imports: (auth) => [
        auth,
        ProviderTokensModule.forRoot({ tokenExchange: { clients: [REPORTS, BACKUP] } }),
      ],
      options: {
        providers: [
          google({ ...base.emulator.google, tokens: true }),
          github({ ...base.emulator.github, tokens: true }),
        ],
        clients: [{ clientId: 'app', redirectUris: ['com.example.app:/callback'] }],
        ...options,
      },
    });
  }

  async stop(): Promise<void> {
    await this.module.stop();
    await this.base.stop();
  }

  /** Returns a user of Google who has granted scopes. */
  async user(scopes: readonly string[] = [CALENDARS]): Promise<SignedInUser> {
    const persona = addPersona(this.base);
    const browser = await this.base.signedIn('google', persona, this.module.browser());
    const { userId } = await this.base.prisma.account.findFirstOrThrow({
      orderBy: { id: 'desc' },
    });
    if (scopes.length > 0) await this.grant(userId, browser, persona, scopes);
    return { userId, persona, browser, accessToken: browser.cookie('access') ?? '' };
  }

  async grant(userId: string, browser: TestBrowser, persona: string, scopes: readonly string[]) {
    const error: unknown = await this.module.app
      .get(ProviderTokens)
      .get(userId, 'google', { scopes })
      .catch((thrown: unknown) => thrown);
    const request = error instanceof SocialAuthError ? error.details.consent?.request : undefined;
    await this.grantWith(request ?? '', browser, persona);
  }

  /** Completes a request for access. */
  async grantWith(request: string, browser: TestBrowser, persona: string): Promise<void> {
    const { location } = await browser.submit('/auth/google/consent', { request });
    const callback = await browser.request(await this.base.emulator.approve(location, persona));
    if (callback.status !== 303) throw new Error(`the consent returned ${callback.status}`);
  }

  /** Requests an exchange of the client `reports` with HTTP Basic. `null` removes a parameter. */
  exchange(
    subjectToken: string,
    changes: Readonly<Record<string, string | null>> = {},
    authorization: string | null = basic(REPORTS),
  ): Promise<TestResponse> {
    const fields = {
      grant_type: TOKEN_EXCHANGE,
      subject_token: subjectToken,
      subject_token_type: ACCESS_TOKEN_TYPE,
      audience: 'google',
      ...changes,
    };
    const entries = Object.entries(fields).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    );
    return this.module.browser().request('/auth/token', {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        ...(authorization !== null && { authorization }),
      },
      body: new URLSearchParams(entries).toString(),
    });
  }
}

/** Returns the credentials of a client for HTTP Basic (RFC 6749 §2.3.1). */
export function basic(client: { clientId: string; clientSecret: string }): string {
  const { clientId, clientSecret } = client;
  const text = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

/** The JSON body of a response. */
export const json = ({ body }: TestResponse) => JSON.parse(body) as Record<string, unknown>;

/** The status and the error of a response. */
export const outcome = (response: TestResponse) => [response.status, json(response)['error']];
