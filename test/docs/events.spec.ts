import { describe, expect, it } from 'vitest';
import ts from 'typescript';
import { AUTH_EVENT_NAMES } from '../../src/social-auth/core/auth-events.js';
import { readDocument, tableRows, unquote } from './documents.js';
import { parseSource } from './source-file.js';

/** Returns the fields of each event in `AuthEventMap`, with `?` for optional ones. */
function eventFields(): Map<string, string[]> {
  const declaration = parseSource('src/social-auth/core/auth-events.ts')
    .statements.filter(ts.isInterfaceDeclaration)
    .find(({ name }) => name.text === 'AuthEventMap');
  const events = (declaration?.members ?? []).map((member) => {
    const type = ts.isPropertySignature(member) ? member.type : undefined;
    const fields = type !== undefined && ts.isTypeLiteralNode(type) ? type.members : [];
    const fieldNames = fields
      .filter(ts.isPropertySignature)
      .map(
        (field) => (field.name?.getText() ?? '') + (field.questionToken === undefined ? '' : '?'),
      );
    return [member.name?.getText() ?? '', fieldNames.toSorted()] as const;
  });
  return new Map(events);
}

describe('the reference of the events', () => {
  const rows = tableRows(readDocument('docs/reference/events.md').split('\n## ')[0] ?? '');

  it('contains every event and no other', () => {
    expect(rows.map(([name = '']) => unquote(name)).toSorted()).toEqual(
      [...AUTH_EVENT_NAMES].toSorted(),
    );
  });

  it.each(rows)('states the fields of %s', (name = '', _when, fields = '') => {
    const stated = [...fields.matchAll(/`(\w+\??)`/g)].map(([, field = '']) => field);
    expect(stated.toSorted()).toEqual(eventFields().get(unquote(name)));
  });
});
