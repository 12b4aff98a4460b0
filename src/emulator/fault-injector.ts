import type {
  ResponseFault,
  CallbackFault,
  InjectedFault,
  FaultHandle,
  TransportFault,
} from './faults.js';
import type { Endpoint, ProviderName } from './provider.js';

/** What is known of a call when a fault is looked for. */
export interface RequestContext {
  readonly provider: ProviderName;
  readonly endpoint: Endpoint;
  readonly personaId: string | undefined;
}

class Scripted implements FaultHandle {
  hits = 0;
  #passed = 0;

  constructor(
    readonly fault: InjectedFault,
    readonly clear: () => void,
  ) {}

  /** Whether it befalls this occasion; counts what passes and what does not. */
  befalls(occasion: RequestContext): boolean {
    const { endpoint, provider, persona, skip = 0, times = Infinity } = this.fault;
    const concerned =
      endpoint === occasion.endpoint &&
      (provider ?? occasion.provider) === occasion.provider &&
      (persona ?? occasion.personaId) === occasion.personaId;
    if (!concerned || this.hits >= times) {
      return false;
    }
    if (this.#passed < skip) {
      this.#passed += 1;
      return false;
    }
    this.hits += 1;
    return true;
  }
}

/** The scripted faults; of several that fit a call, the one scripted first befalls it. */
export class FaultInjector {
  readonly #scripted = new Set<Scripted>();

  add(fault: InjectedFault): FaultHandle {
    const scripted = new Scripted(fault, () => this.#scripted.delete(scripted));
    this.#scripted.add(scripted);
    return scripted;
  }

  clear(): void {
    this.#scripted.clear();
  }

  /** The fault that befalls this call, if any. */
  forCall(occasion: RequestContext): TransportFault | ResponseFault | undefined {
    for (const scripted of this.#scripted) {
      if (!isCallbackFault(scripted.fault) && scripted.befalls(occasion)) {
        return scripted.fault;
      }
    }
    return undefined;
  }

  /** The fault that befalls the redirect back to the application, if any. */
  forCallback(occasion: RequestContext): CallbackFault | undefined {
    for (const scripted of this.#scripted) {
      if (isCallbackFault(scripted.fault) && scripted.befalls(occasion)) {
        return scripted.fault;
      }
    }
    return undefined;
  }
}

function isCallbackFault(
  fault: TransportFault | ResponseFault | CallbackFault,
): fault is CallbackFault {
  return fault.kind === 'access-denied' || fault.kind === 'callback-params';
}
