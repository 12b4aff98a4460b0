import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../src/app/environment.js';
import { formatDuration } from '../../src/time/duration.js';
import { readDocument, tableRows, unquote } from './documents.js';
import { parseSource } from './source-file.js';

/** Returns the names of the variables in the schema of the reference app. */
function variableNames(): string[] {
  const { text } = parseSource('src/app/environment.ts');
  const [, schema = ''] = /const variables = z\.object\(\{([\s\S]*?)\n\}\);/.exec(text) ?? [];
  return [...schema.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name = '']) => name);
}

describe('the reference of the environment variables', () => {
  const rows = tableRows(readDocument('docs/reference/environment-variables.md')).map(
    ([name = '', fallback = '']) => [unquote(name), fallback] as const,
  );

  it('contains every variable and no other', () => {
    expect(variableNames()).toContain('PUBLIC_URL');
    expect(rows.map(([name]) => name).toSorted()).toEqual(variableNames().toSorted());
  });

  it('contains the variables of .env.example', () => {
    const example = [...readDocument('.env.example').matchAll(/^# ([A-Z_]+)=/gm)];
    expect(example.map(([, name = '']) => name).toSorted()).toEqual(variableNames().toSorted());
  });

  it('states the defaults that the app uses', () => {
    const defaults = readEnvironment({}) as unknown as Record<string, unknown>;
    for (const [name, fallback] of rows) {
      const [, stated] = /^`([\w.]+)`/.exec(fallback) ?? [];
      if (stated !== undefined) {
        const used = defaults[name];
        const isDuration = /^\d+(ms|s|m)$/.test(stated);
        expect([name, stated]).toEqual([
          name,
          isDuration ? formatDuration(Number(used)) : String(used),
        ]);
      } else if (fallback === 'none') {
        expect([name, defaults[name] ?? []]).toEqual([name, []]);
      }
    }
  });
});
