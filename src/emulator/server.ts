import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import { applyResponseFault, delay, isResponseFault } from './response-faults.js';
import { avatar, AVATAR_PATH } from './avatar.js';
import {
  parseRequest,
  AuthorizeError,
  sendResponse,
  type EmulatorResponse,
  type EmulatorRequest,
} from './http.js';
import { refusalPage } from './page.js';
import type { RequestLog } from './request-log.js';
import type { Route, EmulatorState } from './state.js';
import { applyTransportFault } from './transport-faults.js';

const HOST = '127.0.0.1';

/** Listens on the loopback interface only; rejects with a sentence when the port is taken. */
export function listen(port: number): Promise<{ server: Server; origin: string }> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new Error(`The stand-in cannot listen on ${HOST}:${port}: use a free port.`, { cause }),
      );
    });
    server.listen(port, HOST, () => {
      const address = server.address();
      const actual = typeof address === 'object' ? address?.port : port;
      resolve({ server, origin: `http://${HOST}:${actual}` });
    });
  });
}

/** Answers requests by these routes, with faults played and everything recorded. */
export class RequestHandler {
  readonly #routes: readonly Route[];
  readonly #state: EmulatorState;
  readonly #log: RequestLog;

  constructor(routes: readonly Route[], state: EmulatorState, log: RequestLog) {
    this.#routes = routes;
    this.#state = state;
    this.#log = log;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#answer(await parseRequest(request), response);
    } catch (cause) {
      const refusal =
        cause instanceof AuthorizeError
          ? cause
          : new AuthorizeError('server_error', String(cause), 500);
      sendResponse(response, refusalPage(refusal));
    }
  }

  async #answer(call: EmulatorRequest, response: ServerResponse): Promise<void> {
    const route = this.#routes.find(
      ({ method, path }) => method === call.method && path === call.path,
    );
    if (!route?.provider || !route.endpoint) {
      this.#log.record(call, {});
      sendResponse(response, route ? route.answer(call) : this.#unrouted(call));
      return;
    }
    const { provider, endpoint } = route;
    const personaId = route.personaId?.(call);
    this.#log.record(call, { provider, endpoint, ...(personaId && { persona: personaId }) });
    const fault = this.#state.faults.forCall({ provider, endpoint, personaId });
    if (fault && !isResponseFault(fault)) {
      applyTransportFault(fault, response, this.#state.origin);
      return;
    }
    if (fault?.kind === 'delay') {
      await delay(response, fault.delayMs);
    }
    const answer = route.answer(call);
    sendResponse(response, fault ? applyResponseFault(answer, fault) : answer);
  }

  #unrouted(call: EmulatorRequest): EmulatorResponse {
    const picture = call.method === 'GET' ? AVATAR_PATH.exec(call.path)?.[1] : undefined;
    const persona = picture === undefined ? undefined : this.#state.personas.get(picture);
    if (persona) {
      return avatar(persona);
    }
    const allowed = this.#routes
      .filter(({ path }) => path === call.path)
      .map(({ method }) => method);
    if (allowed.length > 0) {
      const refusal = refusalPage(
        new AuthorizeError('method_not_allowed', 'Use another method.', 405),
      );
      return { ...refusal, headers: { ...refusal.headers, allow: allowed.join(', ') } };
    }
    return refusalPage(
      new AuthorizeError(
        'not_found',
        'The stand-in has Google’s and GitHub’s sign-in endpoints only.',
        404,
      ),
    );
  }
}
