import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  auth0,
  gitlab,
  keycloak,
  linkedin,
  microsoft,
  okta,
  type Provider,
  type SignInPolicy,
} from '../../src/social-auth/index.js';
import { team } from '../docs/examples/sign-in-policies.js';
import { MAIN_ADAPTERS } from '../support/full-run.js';
import { loopbackAgent } from './loopback-agent.js';
import { OidcApp } from './oidc-app.js';
import { CLIENT, SigningIssuer } from './signing-issuer.js';

const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const OTHER_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';
const TEMPLATE = 'https://login.microsoftonline.com/{tenantid}/v2.0';

interface PresetCase {
  readonly provider: Provider;
  /** The issuer, and the URL whose metadata are discovered. */
  readonly issuer: string;
  /** Claims of the ID token, as the documentation of the provider shows them. */
  readonly claims: Record<string, unknown>;
  /** Overrides of the metadata. */
  readonly metadata?: Record<string, unknown>;
  /** The profile that is stored. */
  readonly expected: Record<string, unknown>;
  /** The organizations that policies receive. */
  readonly organizations?: readonly string[];
}

/** The issuers send no `iss` in callbacks. */
const NO_ISS = { authorization_response_iss_parameter_supported: undefined };

const client = { clientId: CLIENT.clientId, clientSecret: CLIENT.clientSecret };
const email = 'vera@example.com';
const standard = { name: 'Vera Adler', email, email_verified: true };

const CASES: readonly PresetCase[] = [
  {
    provider: gitlab(client),
    issuer: 'https://gitlab.com',
    claims: { sub: '90210', nickname: 'vera', preferred_username: 'vera', ...standard },
    expected: { subject: 'https://gitlab.com#90210', username: 'vera', email, emailVerified: true },
  },
  {
    provider: keycloak({ ...client, url: 'https://sso.example.com/', realm: 'staff' }),
    issuer: 'https://sso.example.com/realms/staff',
    claims: { sub: 'f:1:vera', preferred_username: 'vera', ...standard, email_verified: false },
    expected: {
      subject: 'https://sso.example.com/realms/staff#f:1:vera',
      username: 'vera',
      email,
      emailVerified: false,
    },
  },
  {
    provider: auth0({ ...client, domain: 'example.eu.auth0.com' }),
    issuer: 'https://example.eu.auth0.com/',
    claims: { sub: 'auth0|5f7c8ec7c33c6c004bbafe82', nickname: 'vera', ...standard },
    expected: { subject: 'https://example.eu.auth0.com/#auth0|5f7c8ec7c33c6c004bbafe82' },
  },
  {
    provider: okta({ ...client, domain: 'example.okta.com', authorizationServer: 'default' }),
    issuer: 'https://example.okta.com/oauth2/default',
    claims: { sub: '00uid4BxXw6I6TV4m0g3', preferred_username: email, ...standard },
    expected: {
      subject: 'https://example.okta.com/oauth2/default#00uid4BxXw6I6TV4m0g3',
      username: email,
    },
  },
  {
    provider: team(client),
    issuer: 'https://slack.com',
    claims: {
      sub: 'U0R7MFMJM',
      'https://slack.com/user_id': 'U0R7MFMJM',
      'https://slack.com/team_id': 'T0R7GR',
      ...standard,
    },
    expected: { subject: 'https://slack.com#U0R7MFMJM', email, emailVerified: true },
    organizations: ['T0R7GR'],
  },
  {
    provider: linkedin(client),
    issuer: 'https://www.linkedin.com/oauth',
    claims: { sub: '782bbtaQ', locale: { country: 'US', language: 'en' }, ...standard },
    expected: { subject: 'https://www.linkedin.com/oauth#782bbtaQ', email, emailVerified: true },
  },
  {
    provider: microsoft({ ...client, tenant: 'common' }),
    issuer: 'https://login.microsoftonline.com/common/v2.0',
    metadata: { issuer: TEMPLATE },
    claims: {
      sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
      iss: TEMPLATE.replace('{tenantid}', TENANT),
      tid: TENANT,
      ver: '2.0',
      preferred_username: email,
      name: 'Vera Adler',
      email,
      xms_edov: true,
    },
    expected: {
      subject: `${TEMPLATE.replace('{tenantid}', TENANT)}#AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ`,
      username: email,
      email,
      emailVerified: true,
    },
    organizations: [TENANT],
  },
];

describe.each(MAIN_ADAPTERS)('the presets on %s', (adapter) => {
  let issuers: SigningIssuer[];
  let app: OidcApp;
  const organizations = new Map<string, readonly string[] | undefined>();
  const canSignIn: SignInPolicy = ({ profile }) => {
    organizations.set(profile.provider, profile.organizations);
    return true;
  };

  beforeAll(async () => {
    issuers = await Promise.all(CASES.map(({ issuer }) => SigningIssuer.start(issuer)));
    const ports = issuers.map(({ url, port }) => [new URL(url).host, port] as const);
    app = await OidcApp.start(
      adapter,
      CASES.map(({ provider }) => provider),
      { options: { httpAgent: loopbackAgent(Object.fromEntries(ports)), canSignIn } },
    );
  });
  beforeEach(() => {
    for (const [index, issuer] of issuers.entries()) {
      issuer.reset();
      issuer.metadata = { ...NO_ISS, ...CASES[index]?.metadata };
      issuer.changeCallback = (params) => params.delete('iss');
      issuer.user = CASES[index]?.claims ?? {};
    }
  });
  afterAll(async () => {
    await app.stop();
    await Promise.all(issuers.map((issuer) => issuer.stop()));
  });

  const login = (name: string) => {
    const index = CASES.findIndex(({ provider }) => provider.name === name);
    const issuer = issuers[index];
    if (issuer === undefined) throw new Error(`${name} is not emulated`);
    if (name === 'linkedin') behaveLikeLinkedIn(issuer);
    return {
      issuer,
      run: () => app.login(name, (url) => issuer.approve(url)),
      accounts: async () => (await app.accounts()).filter(({ provider }) => provider === name),
    };
  };

  /** Without `nonce` in ID tokens, and with an error for a PKCE verifier. */
  const behaveLikeLinkedIn = (issuer: SigningIssuer) => {
    issuer.tamper = ({ claims }) => delete claims['nonce'];
    issuer.answers.set('token', () =>
      issuer.tokenRequests.at(-1)?.form['code_verifier'] === undefined
        ? undefined
        : { status: 401, body: { error: 'invalid_client' } },
    );
  };

  it.each(CASES.map(({ provider }) => provider.name))(
    'sign users in with %s, and store the documented profile',
    async (name) => {
      const { run, accounts } = login(name);
      expect(await run()).toMatchObject({ status: 303, location: '/' });
      const documented = CASES.find(({ provider }) => provider.name === name);
      expect(organizations.get(name)).toEqual(documented?.organizations);
      expect(await accounts()).toMatchObject([{ name: 'Vera Adler', ...documented?.expected }]);
    },
  );

  it('S58 separate the users of two Microsoft directories with the same sub', async () => {
    const { issuer, run, accounts } = login('microsoft');
    await run();
    const iss = TEMPLATE.replace('{tenantid}', OTHER_TENANT);
    issuer.user = { ...issuer.user, tid: OTHER_TENANT, iss };
    await run();
    expect(new Set((await accounts()).map(({ userId }) => userId)).size).toBe(2);
  });

  it('S58 refuse a Microsoft ID token whose issuer is not that of its directory', async () => {
    const { issuer, run } = login('microsoft');
    issuer.user = { ...issuer.user, tid: OTHER_TENANT };
    expect((await run()).status).toBe(400);
    issuer.user = { ...issuer.user, tid: undefined, iss: TEMPLATE };
    expect((await run()).status).toBe(400);
  });

  it.each([undefined, false, 'true', 1])(
    'store a Microsoft email address as not verified if xms_edov is %s',
    async (verified) => {
      const { issuer, run, accounts } = login('microsoft');
      issuer.user = {
        ...issuer.user,
        sub: `edov-${verified}`,
        xms_edov: verified,
        email_verified: true,
      };
      await run();
      const stored = (await accounts()).find(({ subject }) => subject.includes('#edov-'));
      expect(stored).toMatchObject({ email, emailVerified: false });
      await app.prisma.account.delete({ where: { id: stored?.id ?? '' } });
    },
  );

  it('S72 refuse a user of another workspace of Slack, or of none', async () => {
    const { issuer, run } = login('slack');
    for (const workspace of ['T0R7GX', 't0r7gr', ['T0R7GR'], undefined]) {
      issuer.user = { ...issuer.user, 'https://slack.com/team_id': workspace };
      expect((await run()).status).toBe(403);
    }
  });

  it('treat an error of Slack with status 200 as a failed login', async () => {
    const { issuer, run } = login('slack');
    issuer.answers.set('token', () => ({ body: { ok: false, error: 'invalid_code' } }));
    expect((await run()).status).toBe(400);
  });
});
