import { Injectable } from '@nestjs/common';
import { AUTH_EVENT_NAMES } from '../../src/social-auth/core/auth-events.js';
import { AuditTrail, OnAuthEvent, type AuthEvent } from '../../src/social-auth/index.js';
import type { ModuleApp } from '../support/module-app.js';
import type { TestApp } from '../support/test-app.js';

/** A listener for all events. */
@Injectable()
export class Listener {
  readonly events: AuthEvent[] = [];

  @OnAuthEvent(...AUTH_EVENT_NAMES)
  onEvent(event: AuthEvent): void {
    this.events.push(event);
  }
}

/** @returns the events that a listener receives during an action */
export async function receivedEvents(
  { app }: ModuleApp,
  act: () => Promise<unknown>,
): Promise<AuthEvent[]> {
  const { events } = app.get(Listener, { strict: false });
  const before = events.length;
  await act();
  return events.slice(before);
}

/** Writes all pending events to the audit trail. */
export function flushAudit({ app }: ModuleApp | TestApp): Promise<void> {
  return app.get(AuditTrail, { strict: false }).flush();
}
