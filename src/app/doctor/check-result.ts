/** What the doctor has looked at, and what came of it. Holds no secret. */
export interface CheckResult {
  /** `fail`: logins fail or are not safe; `warn`: good to know, or could not be found out. */
  level: 'pass' | 'warn' | 'fail';
  topic: Topic;
  /** A sentence. */
  message: string;
  /** What to do about it. */
  fix?: string;
}

/** What findings are about, in the order of the report. */
export type Topic =
  | 'environment'
  | 'options'
  | 'public URL'
  | 'cookies'
  | 'secrets'
  | 'providers'
  | 'callback URLs'
  | 'database'
  | 'clock';

/** All is well with a topic. */
export const pass = (topic: Topic, message: string): CheckResult => ({
  level: 'pass',
  topic,
  message,
});

/** Something to know, with what to do about it where there is something. */
export const warn = (topic: Topic, message: string, fix?: string): CheckResult => ({
  level: 'warn',
  topic,
  message,
  ...(fix !== undefined && { fix }),
});

/** Something is wrong; there is always a fix. */
export const fail = (topic: Topic, message: string, fix: string): CheckResult => ({
  level: 'fail',
  topic,
  message,
  fix,
});
