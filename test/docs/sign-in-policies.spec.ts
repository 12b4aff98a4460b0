import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ProviderProfile, SocialAuthOptions } from '../../src/social-auth/index.js';
import { CLIENT, SigningIssuer } from '../oidc/signing-issuer.js';
import { ModuleApp } from '../support/module-app.js';
import { TestBackend } from '../support/test-backend.js';
import {
  companyOnly,
  employeesAndGuests,
  invitedBy,
  officeHours,
  staff,
  testers,
} from './examples/sign-in-policies.js';

const attempt = (email: string, fields: Partial<ProviderProfile> = {}, userId?: string) => ({
  userId,
  profile: {
    provider: 'google',
    subject: '7',
    username: null,
    name: null,
    email,
    emailVerified: true,
    picture: null,
    ...fields,
  },
});

describe('the examples of policies in the documentation', () => {
  let base: TestBackend;

  beforeAll(async () => {
    base = await TestBackend.create();
  });
  afterAll(() => base.stop());

  async function withApp(
    options: Partial<SocialAuthOptions>,
    run: (app: ModuleApp) => Promise<void>,
  ): Promise<void> {
    const app = await ModuleApp.start(base, 'fastify', { options });
    await run(app).finally(() => app.stop());
  }

  it('let only the accounts of the company sign in', () =>
    withApp(companyOnly(base.emulator), async (app) => {
      const { emulator } = base;
      const email = 'kim@example.com';
      const organizations = [{ organization: 'acme', teams: ['engineering'] }];
      emulator.addPersona({
        id: 'kim',
        google: { email, hostedDomain: 'example.com' },
        github: { organizations },
      });
      const statusOf = async (provider: string, persona: string) => {
        const browser = app.browser();
        const url = await browser.begin(provider);
        return (await browser.request(await emulator.approve(url, persona))).status;
      };
      for (const provider of ['google', 'github']) {
        expect(await statusOf(provider, 'kim')).toBe(303);
        expect(await statusOf(provider, 'vera')).toBe(403);
      }
    }));

  it('let only members of a group at an OpenID Connect issuer sign in', async () => {
    const issuer = await SigningIssuer.start();
    await withApp({ providers: [staff({ ...CLIENT, issuer: issuer.url })] }, async (app) => {
      const statusWith = async (groups: unknown) => {
        issuer.user['groups'] = groups;
        const browser = app.browser();
        return (await browser.request(await issuer.approve(await browser.begin('staff')))).status;
      };
      expect(await statusWith(['sales', 'engineering'])).toBe(303);
      for (const groups of [undefined, ['sales'], 'engineering', { engineering: true }]) {
        expect(await statusWith(groups)).toBe(403);
      }
    }).finally(() => issuer.stop());
  });

  it('let invited people sign in, and combine rules', async () => {
    const refusal = { policy: 'invitation' };
    expect(await testers(attempt('Ann@example.com'))).toBe(true);
    expect(await testers(attempt('bob@example.com'))).toEqual(refusal);
    const invited = invitedBy(async (email) => email === 'ann@example.com');
    expect(await invited(attempt('ANN@example.com'))).toBe(true);
    expect(await invited(attempt('ann@example.com', { emailVerified: false }))).toEqual(refusal);
    expect(await invited(attempt('bob@example.com', {}, 'the user'))).toBe(true);
    expect(await employeesAndGuests(attempt('bob@example.com'))).toBe(true);
    expect(await employeesAndGuests(attempt('ann@example.org'))).toBe(true);
    expect(await employeesAndGuests(attempt('bob@example.org'))).toEqual(refusal);
  });

  it('refuse outside of office hours', () => {
    const at = (time: string) => vi.useFakeTimers({ toFake: ['Date'], now: new Date(time) });
    at('2026-11-30T09:00:00Z');
    expect(officeHours(attempt('ann@example.com'))).toBe(true);
    at('2026-11-30T20:00:00Z');
    expect(officeHours(attempt('ann@example.com'))).toMatchObject({ policy: 'office_hours' });
    vi.useRealTimers();
  });
});
