import type { Finding } from './finding.js';

const MARKS = { ok: 'ok     ', remark: 'remark ', fault: 'FAULT  ' } as const;
const INDENT = ' '.repeat(MARKS.ok.length);

/** The findings as text for a terminal: by topic, each mend below what it mends, a verdict last. */
export function report(findings: readonly Finding[]): string {
  const topics = new Set(findings.map(({ topic }) => topic));
  const ordered = [...topics].flatMap((topic) => findings.filter((each) => each.topic === topic));
  return [...ordered.map(paragraph), '', verdict(findings), ''].join('\n');
}

/** @returns whether anything has to be mended. */
export function isWell(findings: readonly Finding[]): boolean {
  return findings.every(({ level }) => level !== 'fault');
}

function paragraph({ level, topic, says, mend }: Finding): string {
  const text = `${MARKS[level]}${topic}: ${says}`.replaceAll('\n', `\n${INDENT}`);
  return mend === undefined ? text : `${text}\n${INDENT}→ ${mend}`;
}

function verdict(findings: readonly Finding[]): string {
  const faults = findings.filter(({ level }) => level === 'fault').length;
  if (faults === 0) return 'The set-up is good.';
  return faults === 1 ? 'One fault to mend.' : `${faults} faults to mend.`;
}
