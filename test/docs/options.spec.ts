import { describe, expect, it } from 'vitest';
import type { RateLimits } from '../../src/social-auth/core/rate-limits.js';
import { resolveOptions } from '../../src/social-auth/core/resolve-options.js';
import { google, type SocialAuthOptions } from '../../src/social-auth/index.js';
import { formatDuration, parseDuration, type Duration } from '../../src/time/duration.js';
import { resolveVerifierOptions } from '../../src/verifier/verifier-options.js';
import { TEST_SECRET } from '../support/test-app.js';
import { readDocument, section, tableRows, unquote } from './documents.js';
import { interfaceMembers } from './source-file.js';

const OPTIONS = 'src/social-auth/core/options.ts';
const page = readDocument('docs/reference/options.md');

const required: SocialAuthOptions = {
  publicUrl: 'https://app.example.com',
  secrets: [TEST_SECRET],
  providers: [google({ clientId: 'id', clientSecret: 'secret of the client' })],
};

/** Returns the first cell of each row below a heading, without backticks. */
const names = (heading: string, text = page) =>
  tableRows(section(text, heading)).map(([name = '']) => unquote(name));

const membersOf = (path: string, name: string) =>
  [...interfaceMembers(path, name).keys()].map((member) => member.replace('?', ''));

describe('the reference of the options', () => {
  const optional = tableRows(section(page, '## Optional options')).map(
    ([name = '', type = '', fallback = '', limits = '']) =>
      ({ name: unquote(name), type, fallback, limits }) as const,
  );

  it('contains every option and no other', () => {
    const members = [
      ...interfaceMembers(OPTIONS, 'SocialAuthOptions').keys(),
      ...interfaceMembers('src/social-auth/core/sign-in-hooks.ts', 'SignInHooks').keys(),
      ...interfaceMembers('src/social-auth/core/user-data-hooks.ts', 'UserDataHooks').keys(),
      ...interfaceMembers(
        'src/social-auth/social-auth.module-definition.ts',
        'SocialAuthModuleOptions',
      ).keys(),
    ];
    expect(names('## Required options').toSorted()).toEqual(
      members.filter((name) => !name.endsWith('?')).toSorted(),
    );
    expect(optional.map(({ name }) => `${name}?`).toSorted()).toEqual(
      members.filter((name) => name.endsWith('?')).toSorted(),
    );
  });

  it('contains the fields of clients, pages, rate limits and the verifier', () => {
    expect(names('## clients').toSorted()).toEqual(
      membersOf('src/social-auth/core/oauth-client.ts', 'OAuthClient').toSorted(),
    );
    expect(names('## pages').toSorted()).toEqual(membersOf(OPTIONS, 'PageOptions').toSorted());
    expect(names('## routes').toSorted()).toEqual(membersOf(OPTIONS, 'RouteOptions').toSorted());
    expect(names('## rateLimits').toSorted()).toEqual(
      membersOf('src/social-auth/core/rate-limits.ts', 'RateLimits').toSorted(),
    );
    expect(names('## Options of the verifier').toSorted()).toEqual(
      membersOf('src/verifier/verifier-options.ts', 'VerifierOptions').toSorted(),
    );
    const tokens = 'src/provider-tokens';
    expect(names('## Options of ProviderTokensModule').toSorted()).toEqual(
      membersOf(`${tokens}/provider-tokens-options.ts`, 'ProviderTokensOptions').toSorted(),
    );
    expect(names('### tokenExchange.clients').toSorted()).toEqual(
      membersOf(`${tokens}/exchange/exchange-options.ts`, 'TokenExchangeClient').toSorted(),
    );
  });

  it.each([
    [
      'SocialAuthAdminModule',
      'administer-users',
      '## How do I add the pages?',
      'admin/admin-options.ts',
      'SocialAuthAdminOptions',
    ],
    [
      'UserMergeModule',
      'combine-users',
      '## How do I add it?',
      'user-merge/user-merge-options.ts',
      'UserMergeOptions',
    ],
  ])(
    'names the options of %s, which its guide describes',
    (module, guide, heading, path, options) => {
      const members = membersOf(`src/${path}`, options);
      const { 1: text = '' } = section(page, `## Options of ${module}`).split(/\btakes\b/);
      const named = [...text.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
      expect(new Set(named)).toEqual(new Set(members));
      expect(names(heading, readDocument(`docs/guides/${guide}.md`)).toSorted()).toEqual(
        members.toSorted(),
      );
    },
  );

  it('states the defaults that the module uses', () => {
    const resolved = resolveOptions(required) as unknown as Record<string, unknown>;
    for (const { name, type, fallback } of optional) {
      const value = resolved[name];
      const expected = type === 'duration' ? `'${formatDuration(value as number)}'` : value;
      if (/^`['\d[]/.test(fallback)) {
        const stated = unquote(fallback).replaceAll("'", '"');
        expect([name, stated]).toEqual([
          name,
          type === 'duration'
            ? stated && String(expected).replaceAll("'", '"')
            : JSON.stringify(expected),
        ]);
      } else if (fallback === 'none') {
        expect([name, value]).toEqual([name, undefined]);
      }
    }
    expect(resolved['pages']).toMatchObject({ productName: 'Social Auth', logoUrl: undefined });
    expect(page).toContain("| `'Social Auth'`");
    expect(resolved['servedPages']).toEqual({ login: true, account: true });
    expect(
      Object.fromEntries(
        tableRows(section(page, '## routes'))
          .slice(0, 3)
          .map(([name = '', , fallback = '']) => [unquote(name), unquote(fallback)]),
      ),
    ).toEqual({ prefix: "'auth'", loginPath: "'/login'", accountPath: "'/'" });
    expect(resolved['routes']).toMatchObject({
      prefix: 'auth',
      loginPath: '/login',
      accountPath: '/',
    });
    expect(resolveVerifierOptions({ issuer: 'https://app.example.com' })).toEqual({
      issuer: 'https://app.example.com',
      audience: 'https://app.example.com',
      jwksUri: 'https://app.example.com/.well-known/jwks.json',
    });
  });

  it('states the default of every rate limit', () => {
    const { rateLimits } = resolveOptions(required);
    for (const [name = '', fallback = ''] of tableRows(section(page, '## rateLimits'))) {
      const { limit, ttl } = rateLimits[unquote(name) as keyof RateLimits];
      const [, statedLimit, statedTtl] = /limit: (\d+), ttl: '(\w+)'/.exec(fallback) ?? [];
      expect([name, Number(statedLimit), parseDuration(statedTtl as Duration)]).toEqual([
        name,
        limit,
        ttl,
      ]);
    }
  });

  const limited = optional.flatMap(({ name, type, limits }) => {
    const [, min, max] = /^`(.*)` to `(.*)`$/.exec(limits) ?? [];
    return min === undefined || max === undefined ? [] : [{ name, type, min, max }];
  });

  it('states limits for every duration and number', () => {
    const numeric = optional.filter(({ type }) => /duration|`number`/.test(type));
    expect(limited.map(({ name }) => name)).toEqual(numeric.map(({ name }) => name));
  });

  it.each(limited)(
    'states the limits that the module enforces for $name',
    ({ name, type, min, max }) => {
      const parse = (limit: string) =>
        type === 'duration' ? parseDuration(limit.replaceAll("'", '') as Duration) : Number(limit);
      const resolve = (value: number) => () => resolveOptions({ ...required, [name]: value });
      expect(resolve(parse(min))).not.toThrow();
      expect(resolve(parse(max))).not.toThrow();
      expect(resolve(parse(min) - 1)).toThrow(name);
      expect(resolve(parse(max) + 1)).toThrow(name);
    },
  );
});
