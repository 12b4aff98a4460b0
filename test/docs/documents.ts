import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The root of the repository. */
export const ROOT = join(import.meta.dirname, '../..');

/** A Markdown file of this repository. */
export interface MarkdownDocument {
  /** Relative to the root of the repository. */
  path: string;
  text: string;
}

/** Reads the Markdown files at the root of the repository and all files in docs/. */
export function documents(): MarkdownDocument[] {
  const paths = [
    ...readdirSync(ROOT),
    ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map(
      (path) => `docs/${path}`,
    ),
  ];
  return paths
    .filter((path) => path.endsWith('.md') && !path.startsWith('docs/api/'))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

/** Reads one Markdown file, relative to the root of the repository. */
export function readDocument(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Returns the part of a document below a heading, up to the next heading of any level. */
export function section(text: string, heading: string): string {
  const start = text.indexOf(`\n${heading}\n`);
  if (start === -1) throw new Error(`no heading "${heading}"`);
  const body = text.slice(start + heading.length + 2);
  const end = body.search(/^#/m);
  return end === -1 ? body : body.slice(0, end);
}

/**
 * Returns the rows of all Markdown tables in a text, without the header rows.
 *
 * A cell contains the text between two unescaped bars, with escaped bars unescaped.
 */
export function tableRows(text: string): string[][] {
  const lines = text.split('\n');
  return lines
    .filter(
      (line, index) => line.startsWith('|') && !isRule(line) && !isRule(lines[index + 1] ?? ''),
    )
    .map((line) =>
      line
        .trim()
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll('\\|', '|')),
    );
}

const isRule = (line: string) => /^\|[\s:|-]+\|$/.test(line);

/** Removes the backticks around a cell that consists of one code span. */
export const unquote = (cell: string) => cell.replace(/^`(.*)`$/, '$1');
