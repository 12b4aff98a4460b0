import { Injectable, Logger } from '@nestjs/common';
import { EventEmitter2, EventEmitterReadinessWatcher } from '@nestjs/event-emitter';
import {
  AuthEvents,
  type AuthEventMap,
  type AuthEventName,
  type EventActor,
} from '../core/auth-events.js';
import { Clock } from '../../time/clock.js';
import { topicOf } from './on-auth-event.decorator.js';

/** Calls the methods decorated with `@OnAuthEvent()` without waiting for them. */
@Injectable()
export class AuthEventEmitter extends AuthEvents {
  readonly #logger = new Logger('AuthEvents');

  constructor(
    private readonly emitter: EventEmitter2,
    private readonly readiness: EventEmitterReadinessWatcher,
    private readonly clock: Clock,
  ) {
    super();
  }

  override emit<N extends AuthEventName>(
    type: N,
    facts: AuthEventMap[N],
    actor?: EventActor,
  ): void {
    const event = Object.freeze({ ...facts, type, at: this.clock.now(), ...(actor && { actor }) });
    this.#emitWhenReady(type, event).catch(() => {
      this.#logger.error(`Cannot call the listeners of ${type}.`);
    });
  }

  /** Delays events during the start of the app until all listeners are registered. */
  async #emitWhenReady(type: AuthEventName, event: object): Promise<void> {
    await this.readiness.waitUntilReady();
    // Unlike emit(), emitAsync() rejects when a listener throws.
    await this.emitter.emitAsync(topicOf(type), event);
  }
}
