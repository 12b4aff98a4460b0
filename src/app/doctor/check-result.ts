/** The result of one diagnostic check. Contains no secrets. */
export interface CheckResult {
  /**
   * `fail` means that logins fail or are not secure. `warn` reports a possible problem, or a check that could not run.
   */
  status: 'pass' | 'warn' | 'fail';
  topic: Topic;
  message: string;
  /** How to fix it. Present on every failed result. */
  fix?: string;
}

/** The subject of a check. */
export type Topic =
  | 'environment'
  | 'options'
  | 'public URL'
  | 'cookies'
  | 'secrets'
  | 'providers'
  | 'callback URLs'
  | 'proxy'
  | 'database'
  | 'clock';

export function pass(topic: Topic, message: string): CheckResult {
  return { status: 'pass', topic, message };
}

export function warn(topic: Topic, message: string, fix?: string): CheckResult {
  return { status: 'warn', topic, message, ...(fix !== undefined && { fix }) };
}

export function fail(topic: Topic, message: string, fix: string): CheckResult {
  return { status: 'fail', topic, message, fix };
}
