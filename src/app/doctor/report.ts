import type { CheckResult } from './check-result.js';

const MARKS = { pass: 'ok     ', warn: 'warning', fail: 'FAILED ' } as const;
const INDENT = ' '.repeat(MARKS.pass.length);

/** The findings as text for a terminal: by topic, each mend below what it mends, a verdict last. */
export function report(findings: readonly CheckResult[]): string {
  const topics = new Set(findings.map(({ topic }) => topic));
  const ordered = [...topics].flatMap((topic) => findings.filter((each) => each.topic === topic));
  return [...ordered.map(paragraph), '', verdict(findings), ''].join('\n');
}

/** @returns whether anything has to be mended. */
export function isWell(findings: readonly CheckResult[]): boolean {
  return findings.every(({ level }) => level !== 'fail');
}

function paragraph({ level, topic, message, fix }: CheckResult): string {
  const text = `${MARKS[level]}${topic}: ${message}`.replaceAll('\n', `\n${INDENT}`);
  return fix === undefined ? text : `${text}\n${INDENT}→ ${fix}`;
}

function verdict(findings: readonly CheckResult[]): string {
  const faults = findings.filter(({ level }) => level === 'fail').length;
  if (faults === 0) return 'The set-up is good.';
  return faults === 1 ? 'One fault to mend.' : `${faults} faults to mend.`;
}
