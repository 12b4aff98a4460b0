/** What the doctor has looked at, and what came of it. Holds no secret. */
export interface Finding {
  /** `fault`: logins fail or are not safe; `remark`: good to know, or could not be found out. */
  level: 'ok' | 'remark' | 'fault';
  topic: Topic;
  /** A sentence. */
  says: string;
  /** What to do about it. */
  mend?: string;
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
export const ok = (topic: Topic, says: string): Finding => ({ level: 'ok', topic, says });

/** Something to know, with what to do about it where there is something. */
export const remark = (topic: Topic, says: string, mend?: string): Finding => ({
  level: 'remark',
  topic,
  says,
  ...(mend !== undefined && { mend }),
});

/** Something is wrong; there is always a mend. */
export const fault = (topic: Topic, says: string, mend: string): Finding => ({
  level: 'fault',
  topic,
  says,
  mend,
});
