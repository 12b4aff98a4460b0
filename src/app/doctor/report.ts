import type { CheckResult } from './check-result.js';

const LABELS = { pass: 'pass  ', warn: 'warn  ', fail: 'FAIL  ' } as const;
const INDENT = ' '.repeat(LABELS.pass.length);

/** Formats results for a terminal. Groups the results by topic, and adds the fixes and a summary. */
export function formatReport(results: readonly CheckResult[]): string {
  const topics = new Set(results.map(({ topic }) => topic));
  const grouped = [...topics].flatMap((topic) => results.filter((each) => each.topic === topic));
  return [...grouped.map(formatResult), '', formatSummary(results), ''].join('\n');
}

/** Returns whether at least one check failed. */
export function hasFailures(results: readonly CheckResult[]): boolean {
  return results.some(({ status }) => status === 'fail');
}

function formatResult({ status, topic, message, fix }: CheckResult): string {
  const text = `${LABELS[status]}${topic}: ${message}`.replaceAll('\n', `\n${INDENT}`);
  return fix === undefined ? text : `${text}\n${INDENT}→ ${fix}`;
}

function formatSummary(results: readonly CheckResult[]): string {
  const count = (status: CheckResult['status']) =>
    results.filter((result) => result.status === status).length;
  return `${count('pass')} passed, ${count('warn')} warnings, ${count('fail')} failed.`;
}
