import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  emailDomains,
  github,
  google,
  invitations,
  SocialAuthError,
  type Provider,
  type SignInPolicy,
} from '../../src/social-auth/index.js';
import { flushAudit, Listener, receivedEvents } from '../audit/listener.js';
import { CapturedLog } from '../support/captured-log.js';
import { stateOf, TestFlowProvider } from '../support/flow-provider.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { ModuleApp } from '../support/module-app.js';
import { clientRequest, NATIVE, newVerifier } from '../support/native-client.js';
import { ACCEPT_JSON } from '../support/requests.js';
import { TestBackend } from '../support/test-backend.js';
import type { TestBrowser } from '../support/test-browser.js';

const allow: SignInPolicy = () => true;

describe.each(MAIN_ADAPTERS)('who may sign in on %s', (adapter) => {
  let base: TestBackend;
  let app: ModuleApp;
  let policy: SignInPolicy;
  let personas = 0;
  let log: CapturedLog;
  const flow = new TestFlowProvider(
    ({ params }) => ({ organizations: JSON.parse(params.get('organizations') ?? 'null') }),
    { responseMode: 'form_post', requiredOrganizations: ['acme'] },
  );

  beforeAll(async () => {
    base = await TestBackend.create();
    const { emulator } = base;
    const named = (name: string, provider: Provider): Provider => ({ ...provider, name });
    const organization = 'Example-ORG';
    const providers = [
      google(emulator.google),
      github(emulator.github),
      named('workspace', google({ ...emulator.google, hostedDomain: 'Example.org' })),
      named('two', google({ ...emulator.google, hostedDomain: ['a.example', 'example.org'] })),
      named('members', github({ ...emulator.github, organization })),
      named('team', github({ ...emulator.github, organization, team: 'Engineering' })),
      flow.provider,
    ];
    for (const { name } of providers) {
      const provider = ['members', 'team', 'github'].includes(name) ? 'github' : 'google';
      emulator.registerRedirectUri(provider, `${base.origin}/auth/${name}/callback`);
    }
    app = await ModuleApp.start(base, adapter, {
      providers: [Listener],
      options: {
        providers,
        providerTimeout: '500ms',
        canSignIn: [allow, (attempt) => policy(attempt)],
        clients: [{ clientId: 'mobile', redirectUris: [NATIVE] }],
      },
    });
    log = CapturedLog.start();
  });
  afterAll(async () => {
    log.stop();
    await app.stop();
    await base.stop();
  });
  beforeEach(() => {
    policy = allow;
    log.lines.length = 0;
  });

  async function logIn(name: string, persona: string, browser = app.browser()) {
    const callback = await base.emulator.approve(await browser.begin(name), persona);
    const { status, body } = await browser.request(callback);
    return { status, body, browser };
  }

  async function jsonOf(name: string, persona: string) {
    const browser = app.browser();
    const callback = await base.emulator.approve(await browser.begin(name), persona);
    const { status, body } = await browser.request(callback, { headers: ACCEPT_JSON });
    return { status, browser, ...(status === 303 ? {} : (JSON.parse(body) as { code: string })) };
  }

  /** Requires that a login is refused, by page and event, and that nothing is stored. */
  async function expectRefused(name: string, persona: string, by?: string): Promise<void> {
    const before = await base.rows();
    let result = { status: 0, browser: app.browser() };
    const [event] = await receivedEvents(app, async () => {
      result = await jsonOf(name, persona);
    });
    expect(result).toMatchObject({ status: 403, code: 'sign_in_refused' });
    expect(event).toMatchObject({
      type: 'login_failed',
      code: 'sign_in_refused',
      provider: name,
      ...(by !== undefined && { policy: by }),
    });
    expect(result.browser.cookie('access')).toBeUndefined();
    expect(await base.rows()).toEqual(before);
  }

  describe('with the hosted domain of Google Workspace', () => {
    it('allows an account of the domain, whose case does not matter', async () => {
      expect((await logIn('workspace', 'wim')).status).toBe(303);
      const ida = { email: 'ida@example.org', hostedDomain: 'EXAMPLE.org' };
      base.emulator.addPersona({ id: 'ida', google: ida });
      expect((await logIn('two', 'ida')).status).toBe(303);
    });

    it('S72 requests the domain, and refuses another account that the user chooses there', async () => {
      const url = await app.browser().begin('workspace');
      expect(new URL(url).searchParams.get('hd')).toBe('example.org');
      expect(new URL(await app.browser().begin('two')).searchParams.get('hd')).toBe('*');
      await expectRefused('workspace', 'vera', 'organization');
    });

    it('S72 refuses a personal account with a verified email address of the domain', async () => {
      base.emulator.addPersona({ id: 'left', google: { email: 'left@example.org' } });
      await expectRefused('workspace', 'left', 'organization');
    });

    it.each<[string, unknown]>([
      ['begins with the domain', 'example.org.evil.example'],
      ['ends with the domain', 'evilexample.org'],
      ['is a subdomain', 'sub.example.org'],
      ['has a trailing dot', 'example.org.'],
      ['has a full-width letter', 'ｅxample.org'],
      ['is a list', ['example.org']],
      ['is true', true],
      ['is empty', ''],
    ])('S72 refuses an hd that %s', async (_, hd) => {
      const mallory = { email: 'mallory@example.org', responseFields: { hd } };
      personas += 1;
      base.emulator.addPersona({ id: `mallory-${personas}`, google: mallory });
      await expectRefused('workspace', `mallory-${personas}`, 'organization');
    });

    it('S72 ignores an hd in the parameters of the callback', async () => {
      const browser = app.browser();
      const callback = await base.emulator.approve(await browser.begin('workspace'), 'vera');
      expect((await browser.request(`${callback}&hd=example.org`)).status).toBe(403);
    });
  });

  describe('with the membership of a GitHub organization', () => {
    const rest = { organization: 'EXAMPLE-org', teams: ['engineering'] };

    it('requests the scope read:org, and allows an active member in any case of the name', async () => {
      const url = await app.browser().begin('members');
      expect(new URL(url).searchParams.get('scope')).toContain('read:org');
      expect(await app.browser().begin('github')).not.toContain('read%3Aorg');
      expect((await logIn('members', 'vera')).status).toBe(303);
      base.emulator.addPersona({ id: 'olga', github: { organizations: [rest] } });
      expect((await logIn('members', 'olga')).status).toBe(303);
      expect((await logIn('team', 'olga')).status).toBe(303);
    });

    it('S72 refuses a membership that is pending, and an account without one', async () => {
      const pending = { ...rest, state: 'pending' } as const;
      base.emulator.addPersona({ id: 'petra', github: { organizations: [pending] } });
      await expectRefused('members', 'petra', 'organization');
      await expectRefused('team', 'petra', 'organization');
      await expectRefused('members', 'emil', 'organization');
    });

    it('S72 refuses a member of the organization who is not in the team', async () => {
      expect((await logIn('members', 'rory')).status).toBe(303);
      await expectRefused('team', 'rory', 'organization');
    });

    it('refuses members of an organization and of a team with a similar name', async () => {
      const organizations = [
        { organization: 'example-org-evil', teams: ['engineering'] },
        { organization: 'example-org', teams: ['engineering-guests'] },
      ];
      base.emulator.addPersona({
        id: 'similar',
        github: { organizations: organizations.slice(0, 1) },
      });
      await expectRefused('members', 'similar', 'organization');
      base.emulator.addPersona({ id: 'guest', github: { organizations } });
      await expectRefused('team', 'guest', 'organization');
    });

    it.each<[string, unknown]>([
      ['a pending state', { state: 'pending' }],
      ['no state', {}],
      ['a state in upper case', { state: 'ACTIVE' }],
      ['a list as state', { state: ['active'] }],
    ])('refuses a response with %s', async (_, value) => {
      const endpoint = 'organization-membership';
      base.emulator.injectFault({ endpoint, kind: 'json', value, times: 1 });
      await expectRefused('members', 'vera', 'organization');
    });

    it.each([
      { kind: 'status', status: 500 },
      { kind: 'status', status: 401, body: 'json' },
      { kind: 'status', status: 403, body: 'json', headers: { 'x-ratelimit-remaining': '0' } },
      { kind: 'redirect', location: '/user' },
      { kind: 'no-response' },
      { kind: 'malformed-json' },
      { kind: 'json', value: [{ state: 'active' }] },
      { kind: 'connection-reset' },
    ] as const)('S72 allows no one when the API responds with %j', async (fault) => {
      const before = await base.rows();
      for (const endpoint of ['organization-membership', 'team-membership'] as const) {
        base.emulator.injectFault({ endpoint, times: 1, ...fault });
      }
      for (const name of ['members', 'team']) {
        const { status, code, browser } = await jsonOf(name, 'vera').then((r) => ({
          code: '',
          ...r,
        }));
        expect([status, code]).toEqual([502, 'provider_unavailable']);
        expect(browser.cookie('access')).toBeUndefined();
      }
      expect(await base.rows()).toEqual(before);
    });

    it('tells the administrator what to do when the organization restricts apps', async () => {
      const restricted = { ...rest, restrictsApps: true };
      base.emulator.addPersona({ id: 'ruth', github: { organizations: [restricted] } });
      for (const name of ['members', 'team']) {
        expect(await jsonOf(name, 'ruth')).toMatchObject({
          status: 502,
          code: 'provider_misconfigured',
        });
        expect(log.lines.splice(0).join('\n')).toMatch(
          /organization example-org .* returned 403.* An owner of the organization must approve the OAuth app/,
        );
      }
    });
  });

  describe('with the policies of canSignIn', () => {
    it('S71 refuses an email address of the domain that Google and GitHub have not verified', async () => {
      policy = emailDomains(['example.com']);
      expect((await logIn('google', 'vera')).status).toBe(303);
      for (const name of ['google', 'github']) await expectRefused(name, 'una', 'verified_email');
      await expectRefused('google', 'lyra', 'verified_email');
      await expectRefused('google', 'emil', 'verified_email');
      await expectRefused('google', 'wim', 'email_domain');
    });

    it('allows an invited address or account, and every login of the user whom it created', async () => {
      const invited = new Set(['kim@example.com']);
      policy = invitations(({ email, userId }) => userId !== undefined || invited.has(email ?? ''));
      base.emulator.addPersona({ id: 'kim', google: { email: 'Kim@Example.com' } });
      await expectRefused('google', 'nemo', 'invitation');
      expect((await logIn('google', 'kim')).status).toBe(303);
      invited.clear();
      expect((await logIn('google', 'kim')).status).toBe(303);
    });

    it('refuses when a policy returns something else than true', async () => {
      const results: unknown[] = [undefined, null, 0, 1, 'yes', {}, [], { policy: 'Not a name' }];
      for (const result of results) {
        policy = () => result as never;
        await expectRefused('google', 'vera');
      }
    });

    it('stores nothing when a policy fails, and does not disclose its error', async () => {
      policy = () => Promise.reject(new Error('canary'));
      const before = await base.rows();
      const { status, body } = await logIn('google', 'nemo');
      expect(status).toBe(500);
      expect(body).not.toContain('canary');
      expect(await base.rows()).toEqual(before);
    });

    it('shows the message of a policy of the app as text, and its name in events and the audit trail', async () => {
      const { browser } = await logIn('google', 'vera');
      policy = () => ({ policy: 'office_hours', message: 'Until <b>6 p.m.</b>' });
      const { status, body } = await logIn('google', 'vera', browser);
      expect(status).toBe(403);
      expect(body).toContain('Until &lt;b>6 p.m.&lt;/b>');
      expect(log.lines.join('\n')).toContain('the policy office_hours refused');
      await flushAudit(app);
      const where = { detail: 'sign_in_refused: office_hours' };
      expect(await base.prisma.auditEvent.findMany({ where })).toMatchObject([
        { type: 'login_failed', provider: 'google', userId: expect.any(String) },
      ]);
    });

    it('does not apply to a refresh: sessions of users who have left are ended by an administrator', async () => {
      const { browser } = await logIn('google', 'vera');
      policy = () => false;
      expect((await browser.submit('/auth/refresh')).status).toBeLessThan(400);
      expect((await browser.request('/')).status).toBe(200);
    });
  });

  describe('at every way to sign in', () => {
    it('shows a page that names the rule, no one who may sign in, and another account as next step', async () => {
      const browser = app.browser();
      const url = await browser.begin('workspace', '/account');
      const { body } = await browser.request(await base.emulator.approve(url, 'vera'));
      expect(body).toContain('You cannot sign in here');
      expect(body).toContain('members of an organization at Google');
      expect(body).not.toMatch(/example\.org/);
      expect(body).toMatch(
        /action="\/auth\/workspace">.*name="returnTo" value="\/account".*name="prompt" value="select_account".*Use another Google account/s,
      );
      expect((await browser.submit('/auth/workspace', { prompt: 'select_account' })).status).toBe(
        303,
      );
    });

    it('S72 links no refused account, and leads back', async () => {
      const { browser } = await logIn('google', 'vera');
      const before = await base.rows();
      const { location } = await browser.submit('/auth/members/link');
      const { status, body } = await browser.request(await base.emulator.approve(location, 'emil'));
      expect(status).toBe(403);
      expect(body).toContain('action="/auth/members/link"');
      policy = ({ userId, profile }) => userId !== undefined && profile.provider !== 'github';
      const second = await browser.submit('/auth/github/link');
      const callback = await base.emulator.approve(second.location, 'nemo');
      expect((await browser.request(callback)).status).toBe(403);
      expect(await base.rows()).toEqual(before);
    });

    it('S72 issues no code to a client', async () => {
      const browser = app.browser();
      const started = await browser.submit('/auth/workspace', clientRequest(newVerifier()));
      const callback = await base.emulator.approve(started.location, 'vera');
      const { location } = await browser.request(callback);
      expect(location).toMatch(/^com\.example\.app:\/callback\?error=access_denied&/);
      expect(new URL(location).searchParams.has('code')).toBe(false);
    });

    it('S72 refuses the ID token of a personal account', async () => {
      for (const [persona, expected] of [
        ['vera', 403],
        ['wim', 303],
      ] as const) {
        const browser = app.browser();
        const path = '/auth/workspace/id-token';
        const { body } = await browser.submit(`${path}/nonce`, {}, ACCEPT_JSON);
        const { nonce } = JSON.parse(body) as { nonce: string };
        const credential = await base.emulator.createIdToken({ persona, nonce });
        expect((await browser.submit(path, { credential })).status).toBe(expected);
      }
    });

    /** Sends the callback of the flow as a form of another site, and follows the redirect. */
    async function postForm(organizations: unknown, browser: TestBrowser = app.browser()) {
      const state = stateOf(await browser.begin('flow'));
      const fields = { state, code: 'ann', organizations: JSON.stringify(organizations) };
      const hop = await app.browser().submit('/auth/flow/callback', fields, {
        origin: 'https://provider.example',
        'sec-fetch-site': 'cross-site',
      });
      return { browser, hop, response: await browser.request(hop.location) };
    }

    it('S72 refuses a callback that is sent as a form, with other or invalid organizations', async () => {
      for (const organizations of [
        null,
        [],
        ['acme-evil'],
        ['ACME'],
        'acme',
        { acme: 'acme' },
        [['acme']],
      ]) {
        expect((await postForm(organizations)).response.status).toBe(403);
      }
      expect((await postForm(['other', 'acme'])).response.status).toBe(303);
    });

    it('keeps the organizations while a callback is repeated after an outage', async () => {
      policy = () => {
        throw new SocialAuthError('service_unavailable', { reason: 'the database is unreachable' });
      };
      const { browser, hop, response } = await postForm(['acme']);
      expect(response.status).toBe(503);
      policy = allow;
      const calls = flow.callbacks.length;
      expect((await browser.request(hop.location)).status).toBe(303);
      expect(flow.callbacks).toHaveLength(calls);
    });
  });

  it.each<[string, () => Provider]>([
    [
      'an undefined domain',
      () => google({ ...base.emulator.google, hostedDomain: undefined as never }),
    ],
    ['an empty domain', () => google({ ...base.emulator.google, hostedDomain: '' })],
    ['no domain', () => google({ ...base.emulator.google, hostedDomain: [] })],
    ['a pattern', () => google({ ...base.emulator.google, hostedDomain: '*' })],
    [
      'an undefined organization',
      () => github({ ...base.emulator.github, organization: undefined as never }),
    ],
    [
      'an organization with a slash',
      () => github({ ...base.emulator.github, organization: 'a/b' }),
    ],
    ['an empty team', () => github({ ...base.emulator.github, organization: 'a', team: '' })],
    ['a team without an organization', () => github({ ...base.emulator.github, team: 'a' })],
  ])('%s prevents the start of the app', (_, create) => {
    expect(create).toThrow(/provider "(google|github)" has an option/);
  });
});
