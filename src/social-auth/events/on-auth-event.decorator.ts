import { OnEvent } from '@nestjs/event-emitter';
import type { AuthEvent, AuthEventName } from '../core/auth-events.js';

type Decorator<N extends AuthEventName> = <H extends (event: AuthEvent<N>) => unknown>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<H>,
) => void;

/** @returns what an event is called on the emitter. */
export const topicOf = (type: AuthEventName) => `social-auth.${type}`;

/**
 * Calls the method for every event of these names, after the fact; on any provider or controller.
 *
 * Nobody waits for what it does: it may be async, and when it fails that is logged and harms nobody.
 */
export function OnAuthEvent<N extends AuthEventName>(...types: readonly N[]): Decorator<N> {
  return (target, key, descriptor) => {
    for (const type of types) OnEvent(topicOf(type))(target, key, descriptor);
  };
}
