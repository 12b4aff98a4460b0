import { Injectable } from '@nestjs/common';
import { AUTH_EVENT_NAMES } from '../../src/social-auth/core/auth-events.js';
import { AuditTrail, OnAuthEvent, type AuthEvent } from '../../src/social-auth/index.js';
import type { ModuleApp } from '../support/module-app.js';
import type { TestApp } from '../support/test-app.js';

/** What an app of one's own may have: it hears everything. */
@Injectable()
export class Listener {
  readonly events: AuthEvent[] = [];

  @OnAuthEvent(...AUTH_EVENT_NAMES)
  hear(event: AuthEvent): void {
    this.events.push(event);
  }
}

/** @returns what was heard in an app while something was done there. */
export async function heard({ app }: ModuleApp, act: () => Promise<unknown>): Promise<AuthEvent[]> {
  const { events } = app.get(Listener, { strict: false });
  const before = events.length;
  await act();
  return events.slice(before);
}

/** Writes what an app has heard until now. */
export function written({ app }: ModuleApp | TestApp): Promise<void> {
  return app.get(AuditTrail, { strict: false }).flush();
}
