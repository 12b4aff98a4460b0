import type { Endpoint, ProviderName } from '../provider.js';
import type {
  CallbackFault,
  FaultHandle,
  IdTokenFault,
  InjectedFault,
  ResponseFault,
  TransportFault,
} from './fault.js';

/** The properties of a request that determine whether a fault applies to it. */
export interface RequestContext {
  readonly provider: ProviderName;
  readonly endpoint: Endpoint;
  readonly personaId: string | undefined;
}

class QueuedFault implements FaultHandle {
  hits = 0;
  #skipped = 0;

  constructor(
    readonly fault: InjectedFault,
    readonly clear: () => void,
  ) {}

  /** Returns whether the fault applies to a request, and updates the counters. */
  consume(context: RequestContext): boolean {
    const { skip = 0, times = Infinity } = this.fault;
    if (!this.#matches(context) || this.hits >= times) {
      return false;
    }
    if (this.#skipped < skip) {
      this.#skipped += 1;
      return false;
    }
    this.hits += 1;
    return true;
  }

  #matches(context: RequestContext): boolean {
    const { endpoint, provider, persona } = this.fault;
    return (
      endpoint === context.endpoint &&
      (provider ?? context.provider) === context.provider &&
      (persona ?? context.personaId) === context.personaId
    );
  }
}

/** The queue of injected faults. Only the first fault that matches applies to a request. */
export class FaultInjector {
  readonly #queue = new Set<QueuedFault>();

  /** Appends a fault to the queue. */
  add(fault: InjectedFault): FaultHandle {
    const queued = new QueuedFault(fault, () => this.#queue.delete(queued));
    this.#queue.add(queued);
    return queued;
  }

  /** Removes all faults. */
  clear(): void {
    this.#queue.clear();
  }

  /** Returns the fault for a request, if any, and counts the request. */
  nextForRequest(context: RequestContext): TransportFault | ResponseFault | undefined {
    return this.#next(context, isRequestFault);
  }

  /** Returns the fault for a redirect to the application, if any, and counts the redirect. */
  nextForCallback(context: RequestContext): CallbackFault | undefined {
    return this.#next(context, isCallbackFault);
  }

  /** Returns the fault for an id_token, if any, and counts the id_token. */
  nextForIdToken(context: RequestContext): IdTokenFault | undefined {
    return this.#next(context, isIdTokenFault);
  }

  #next<F extends AnyFault>(
    context: RequestContext,
    isApplicable: (fault: AnyFault) => fault is F,
  ): F | undefined {
    for (const queued of this.#queue) {
      const fault: AnyFault = queued.fault;
      if (isApplicable(fault) && queued.consume(context)) {
        return fault;
      }
    }
    return undefined;
  }
}

type AnyFault = TransportFault | ResponseFault | CallbackFault | IdTokenFault;

function isCallbackFault(fault: AnyFault): fault is CallbackFault {
  return fault.kind === 'access-denied' || fault.kind === 'callback-params';
}

function isIdTokenFault(fault: AnyFault): fault is IdTokenFault {
  return fault.kind === 'id-token';
}

function isRequestFault(fault: AnyFault): fault is TransportFault | ResponseFault {
  return !isCallbackFault(fault) && !isIdTokenFault(fault);
}
