import { describe, expect, it } from 'vitest';
import {
  emailDomains,
  invitations,
  toInvitationEmail,
  type Invitee,
  type ProviderProfile,
} from '../../src/social-auth/index.js';

/** Returns a sign-in with a verified email address, unless the fields state something else. */
const attempt = (email: string | null, fields: Partial<ProviderProfile> = {}) => ({
  userId: undefined,
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

describe('emailDomains()', () => {
  const policy = emailDomains(['Example.com', 'eng.example.com', 'münchen.example']);

  it.each([
    'vera@example.com',
    'vera@EXAMPLE.COM',
    'vera+tag@eng.example.com',
    'vera@münchen.example',
    'vera@MÜNCHEN.example',
    'vera@xn--mnchen-3ya.example',
  ])('allows %s', (email) => {
    expect(policy(attempt(email))).toBe(true);
  });

  it.each([
    ['a domain that begins with it', 'vera@example.com.evil.example'],
    ['a domain that ends with it', 'vera@evilexample.com'],
    ['a subdomain that is not listed', 'vera@sales.example.com'],
    ['the parent domain', 'vera@com'],
    ['another one', 'vera@example.org'],
    ['it without the letters outside of ASCII', 'vera@munchen.example'],
  ])('S71 refuses %s', (_, email) => {
    expect(policy(attempt(email))).toEqual({ policy: 'email_domain' });
  });

  it.each([
    ['a trailing dot', 'vera@example.com.'],
    ['a path', 'vera@example.com/evil.example'],
    ['a port', 'vera@example.com:80'],
    ['a query', 'vera@example.com?evil.example'],
    ['a fragment', 'vera@example.com#evil.example'],
    ['a percent-encoded letter', 'vera@ex%61mple.com'],
    ['a full-width letter', 'vera@ｅxample.com'],
    ['an ideographic full stop', 'vera@example。com'],
    ['an invisible character', 'vera@exam\u00adple.com'],
    ['a variation selector', 'vera@example\ufe0f.com'],
    ['two at signs', 'vera@evil.example@example.com'],
    ['no local part', '@example.com'],
    ['no domain', 'vera@'],
  ])('S71 refuses its domain with %s', (_, email) => {
    expect(policy(attempt(email))).toEqual({ policy: 'verified_email' });
  });

  it('S71 refuses an address of the domain that is not verified, and no address', () => {
    const refusal = { policy: 'verified_email' };
    expect(policy(attempt('vera@example.com', { emailVerified: false }))).toEqual(refusal);
    expect(policy(attempt(null, { emailVerified: false }))).toEqual(refusal);
  });

  it.each([
    ['no domain', []],
    ['an empty text', ['']],
    ['an email address', ['vera@example.com']],
    ['a pattern', ['*.example.com']],
    ['a URL', ['https://example.com']],
    ['a trailing dot', ['example.com.']],
    ['a leading dot', ['.example.com']],
    ['an IP address', ['127.0.0.1']],
  ])('rejects %s when the app starts', (_, domains) => {
    expect(() => emailDomains(domains)).toThrow(/emailDomains\(\) lists/);
  });
});

describe('invitations()', () => {
  const list = invitations(['Ann@Example.com', { provider: 'github', subject: '583231' }]);

  it('allows the verified address without regard to case, and the account by its subject', async () => {
    expect(await list(attempt('ann@EXAMPLE.com'))).toBe(true);
    const github = { provider: 'github', subject: '583231', emailVerified: false };
    expect(await list(attempt(null, github))).toBe(true);
  });

  it.each<[string, string | null, Partial<ProviderProfile>]>([
    ['another address', 'bob@example.com', {}],
    ['an unverified address', 'ann@example.com', { emailVerified: false }],
    ['the subject at another provider', null, { provider: 'google', subject: '583231' }],
    ['another subject', null, { provider: 'github', subject: '583232' }],
    ['an address that looks like an account', '["github","583231"]@x', {}],
  ])('refuses %s', async (_, email, fields) => {
    expect(await list(attempt(email, fields))).toEqual({ policy: 'invitation' });
  });

  it('S71 refuses an address with the Kelvin sign, which is the letter k in lower case', async () => {
    const policy = invitations(['kim@example.com']);
    expect(await policy(attempt('\u212aim@example.com'))).toEqual({ policy: 'invitation' });
    expect(await policy(attempt('KIM@example.com'))).toBe(true);
  });

  it('asks a function for the account and its verified address only', async () => {
    const asked: Invitee[] = [];
    const policy = invitations((invitee) => {
      asked.push(invitee);
      return invitee.email === 'ann@example.com';
    });
    expect(await policy(attempt('Ann@Example.com'))).toBe(true);
    const unverified = attempt('ann@example.com', { emailVerified: false });
    expect(await policy({ ...unverified, userId: 'u' })).toEqual({ policy: 'invitation' });
    const account = { provider: 'google', subject: '7' };
    expect(asked).toEqual([
      { ...account, email: 'ann@example.com', userId: undefined },
      { ...account, email: null, userId: 'u' },
    ]);
  });

  it('refuses everyone when the function returns something else than true', async () => {
    for (const result of [undefined, null, 1, 'yes', {}]) {
      const policy = invitations(() => result as never);
      expect(await policy(attempt('ann@example.com'))).toEqual({ policy: 'invitation' });
    }
  });

  it('stores addresses in the form in which they are compared', () => {
    expect(toInvitationEmail('Ann@MÜNCHEN.example')).toBe('ann@xn--mnchen-3ya.example');
    expect(toInvitationEmail('ann')).toBeUndefined();
    expect(() => invitations(['ann@example.com', 'bob'])).toThrow('at index 1');
  });
});
