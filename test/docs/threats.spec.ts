import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDocument, ROOT, tableRows } from './documents.js';

/** Returns the spec files that contain each threat number, such as S21. */
function testedThreats(): Map<string, Set<string>> {
  const threats = new Map<string, Set<string>>();
  const paths = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.spec\.tsx?$/.test(path) && !path.startsWith('docs/'))
    .map((path) => `test/${path}`);
  for (const path of paths) {
    const text = readFileSync(join(ROOT, path), 'utf8');
    for (const [number] of text.matchAll(/\bS\d\d\b/g)) {
      threats.set(number, (threats.get(number) ?? new Set()).add(path));
    }
  }
  return threats;
}

describe('the threat table in SECURITY.md', () => {
  const rows = tableRows(readDocument('SECURITY.md')).map(
    ([number = '', , , tests = '']) =>
      [number, [...tests.matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path)] as const,
  );

  it('contains every number that the tests use, once, and no other', () => {
    expect(rows.map(([number]) => number).toSorted()).toEqual(
      [...testedThreats().keys()].toSorted(),
    );
  });

  it('links each number to the files that test it', () => {
    const tested = testedThreats();
    for (const [number, paths] of rows) {
      expect([number, paths.toSorted()]).toEqual([
        number,
        [...(tested.get(number) ?? [])].toSorted(),
      ]);
    }
  });
});
