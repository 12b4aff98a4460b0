import { expect, it } from 'vitest';
import { GITHUB_SCOPE_LABELS } from '../../src/social-auth/providers/github-scope-labels.js';
import { GOOGLE_SCOPE_LABELS } from '../../src/social-auth/providers/google-scope-labels.js';

it.each([
  ['Google', GOOGLE_SCOPE_LABELS],
  ['GitHub', GITHUB_SCOPE_LABELS],
])('the scopes of %s have a text in every language', (_, { en, de, ar }) => {
  for (const labels of [de, ar]) {
    expect(Object.keys(labels)).toEqual(Object.keys(en));
    for (const [scope, text] of Object.entries(labels)) {
      expect([scope, text]).not.toEqual([scope, (en as Record<string, string>)[scope]]);
    }
  }
});
