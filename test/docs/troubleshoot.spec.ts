import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDocument, ROOT, section, tableRows } from './documents.js';

const source = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('generated'))
  .map((path) => readFileSync(join(ROOT, 'src', path), 'utf8'))
  .join('\n');

describe('the guide to failed logins', () => {
  const page = readDocument('docs/guides/troubleshoot.md');
  const messages = tableRows(section(page, '## Which message means what?')).flatMap(([cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, message = '']) => message),
  );

  it('shows an example whose reasons the app logs', () => {
    const [, example = ''] = /```\n(\w+ \(support code [\s\S]*?)```/.exec(page) ?? [];
    const [, reasons = ''] = example.replace(/\s+/g, ' ').split('): ');
    const parts = reasons.split(/\. |\d+/).map((part) => part.trim());
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) expect(source).toContain(part);
  });

  it.each(messages)('quotes a message that the app logs: %s', (message) => {
    for (const part of message.split('…')) expect(source).toContain(part.trim());
  });
});
