import { OnEvent } from '@nestjs/event-emitter';
import type { AuthEvent, AuthEventName } from '../core/auth-events.js';

type Decorator<N extends AuthEventName> = <H extends (event: AuthEvent<N>) => unknown>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<H>,
) => void;

/** Returns the event name that the emitter uses. */
export const topicOf = (type: AuthEventName) => `social-auth.${type}`;

/**
 * Calls the decorated method of a provider or controller after each event with one of the given names.
 *
 * The method may be async. Requests do not wait for it, and its errors are only logged.
 */
export function OnAuthEvent<N extends AuthEventName>(...types: readonly N[]): Decorator<N> {
  return (target, key, descriptor) => {
    for (const type of types) OnEvent(topicOf(type))(target, key, descriptor);
  };
}
