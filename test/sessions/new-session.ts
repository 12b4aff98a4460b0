import { randomUUID } from 'node:crypto';
import type { CreateSessionInput } from '../../src/social-auth/sessions/session.js';

/** Returns the values of a new session of a browser, with a random id unless `values` contains one. */
export function newSession(
  owner: Pick<CreateSessionInput, 'userId' | 'accountId'>,
  values: Partial<CreateSessionInput> = {},
): CreateSessionInput {
  return {
    id: randomUUID(),
    ...owner,
    provider: 'google',
    mode: 'cookie',
    clientId: 'browser',
    userAgent: null,
    previousSessionId: null,
    ...values,
  };
}
