import type { ClientBook } from './client-book.js';
import type { FaultQueue } from './fault-queue.js';
import type { Grants } from './grants.js';
import type { PersonaBook } from './persona-book.js';
import type { Call, Answer } from './call.js';
import type { Endpoint, Provider } from './provider.js';

/** Everything the endpoints share. */
export interface StandInState {
  readonly origin: string;
  readonly autoApprove: boolean;
  readonly now: () => number;
  readonly clients: ClientBook;
  readonly personas: PersonaBook;
  readonly grants: Grants;
  readonly faults: FaultQueue;
}

/** One method and path, and what answers it. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly provider?: Provider;
  readonly endpoint?: Endpoint;
  /** The persona a call concerns, as far as it shows. */
  personaId?(call: Call): string | undefined;
  answer(call: Call): Answer;
}
