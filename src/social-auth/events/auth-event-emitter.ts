import { Injectable, Logger } from '@nestjs/common';
import { EventEmitter2, EventEmitterReadinessWatcher } from '@nestjs/event-emitter';
import { AuthEvents, type AuthEventMap, type AuthEventName } from '../core/auth-events.js';
import { Clock } from '../../time/clock.js';
import { topicOf } from './on-auth-event.decorator.js';

/** Tells events to the methods that are decorated with `@OnAuthEvent()`, and waits for none of them. */
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

  override emit<N extends AuthEventName>(type: N, facts: AuthEventMap[N]): void {
    const event = Object.freeze({ ...facts, type, at: this.clock.now() });
    this.#tell(type, event).catch(() => {
      this.#logger.error(`a listener of ${type} could not be called`);
    });
  }

  /** What happens while the app starts is told when everybody listens. */
  async #tell(type: AuthEventName, event: object): Promise<void> {
    await this.readiness.waitUntilReady();
    // Of all that fail, this one rejects instead of ending the process.
    await this.emitter.emitAsync(topicOf(type), event);
  }
}
