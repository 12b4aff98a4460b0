import { describe, expect, it } from 'vitest';
import * as api from '../../src/social-auth/index.js';
import { APPLE } from '../../src/social-auth/providers/presets/apple.js';
import { DISCORD } from '../../src/social-auth/providers/presets/discord.js';
import {
  AUTH0,
  GITLAB,
  KEYCLOAK,
  LINKEDIN,
  OKTA,
  SLACK,
} from '../../src/social-auth/providers/presets/issuers.js';
import { MICROSOFT } from '../../src/social-auth/providers/presets/microsoft.js';
import { X } from '../../src/social-auth/providers/presets/x.js';
import { readDocument, section } from './documents.js';

const PRESETS = [MICROSOFT, APPLE, GITLAB, KEYCLOAK, AUTH0, OKTA, LINKEDIN, SLACK, DISCORD, X];

const page = readDocument('docs/reference/provider-presets.md');

/** Removes the line breaks of a paragraph or a list item. */
const unwrap = (text: string) => text.replace(/\s+/g, ' ');

describe('the reference of the presets', () => {
  it('has a section for each preset and no other', () => {
    const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(PRESETS.map(({ label, name }) => `${label}: \`${name}()\``));
  });

  it.each(PRESETS)('states the source and the differences of $label', (preset) => {
    const text = unwrap(section(page, `## ${preset.label}: \`${preset.name}()\``));
    expect(text).toContain(`(${preset.source})`);
    expect(text).toContain(preset.readOn);
    for (const difference of preset.differences) expect(text).toContain(difference);
    expect(text.match(/ - /g) ?? []).toHaveLength(preset.differences.length);
  });

  it('lists presets that the package exports', () => {
    expect(Object.keys(api)).toEqual(expect.arrayContaining(PRESETS.map(({ name }) => name)));
  });
});
