import { EventEmitter } from 'node:events';

/** What happens, by name, and what is told of it; ids only, no personal data. */
export interface AuthEventMap {
  /** A refresh token that had been replaced was presented again: the session has ended. */
  refresh_reused: [event: { userId: string; sessionId: string }];
  /** Sessions ended before their time. */
  sessions_ended: [event: { userId: string; sessionIds: readonly string[]; reason: string }];
  /** A user was disabled. */
  user_disabled: [event: { userId: string }];
}

/** Tells an app what has happened; listeners run after the fact and cannot change it. */
export class AuthEvents extends EventEmitter<AuthEventMap> {}
