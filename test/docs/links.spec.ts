import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documents, readDocument, ROOT } from './documents.js';

/** Removes code blocks and code spans. */
const withoutCode = (text: string) => text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');

/** Returns the targets of the links and images in a text that are not on other sites. */
function relativeLinks(text: string): string[] {
  const markdown = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)];
  const html = [...text.matchAll(/(?:src|srcset|href)="([^"]+)"/g)];
  return [...markdown, ...html]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** Returns the anchors that GitHub generates for the headings of a document. */
function anchors(text: string): string[] {
  const headings = text.replace(/```[\s\S]*?```/g, '').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

const pages = documents();

describe('a link in the documentation', () => {
  const links = pages.flatMap(({ path, text }) =>
    relativeLinks(text).map((link) => [path, link] as const),
  );

  it('is found in the documents', () => {
    expect(links.length).toBeGreaterThan(100);
  });

  it('leads to an existing file or folder', () => {
    const dead = links.filter(([path, link]) => {
      const [file = ''] = link.split('#');
      return file !== '' && !existsSync(join(ROOT, dirname(path), file));
    });
    expect(dead).toEqual([]);
  });

  it('leads to an existing heading if it has an anchor', () => {
    const dead = links.filter(([path, link]) => {
      const [file = '', anchor] = link.split('#');
      if (anchor === undefined) return false;
      const target = file === '' ? path : relative(ROOT, join(ROOT, dirname(path), file));
      return !anchors(readDocument(target)).includes(anchor);
    });
    expect(dead).toEqual([]);
  });
});

describe('the index of the documentation', () => {
  it('lists every page with its title', () => {
    const index = readDocument('docs/README.md');
    const entries = pages
      .filter(({ path }) => path.startsWith('docs/') && path !== 'docs/README.md')
      .map(({ path, text }) => `[${/^# (.+)$/m.exec(text)?.[1]}](${path.replace('docs/', '')})`);
    expect(entries.filter((entry) => !index.includes(entry))).toEqual([]);
  });
});

describe('the page about the tests', () => {
  it('lists every folder that contains tests', () => {
    const page = readDocument('docs/explanation/what-is-tested-where.md');
    const folders = readdirSync(join(ROOT, 'test')).filter((folder) =>
      readdirSync(join(ROOT, 'test', folder)).some((file) => /\.spec\.tsx?$/.test(file)),
    );
    expect(folders.filter((folder) => !page.includes(`(../../test/${folder})`))).toEqual([]);
  });
});
