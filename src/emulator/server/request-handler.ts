import type { IncomingMessage, ServerResponse } from 'node:http';
import { applyResponseFault, isResponseFault } from '../faults/response-faults.js';
import { applyTransportFault } from '../faults/transport-faults.js';
import { avatarPersonaId, avatarResponse } from '../pages/avatar.js';
import { errorPage } from '../pages/error-page.js';
import { HttpError, sendResponse, type EmulatorRequest, type EmulatorResponse } from './http.js';
import { matchPath } from './match-path.js';
import { parseRequest } from './parse-request.js';
import type { RequestLog } from './request-log.js';
import type { EmulatorState, EndpointRoute, Route } from './route.js';

/** Records requests, passes them to their routes, and applies injected faults. */
export class RequestHandler {
  readonly #routes: readonly (Route | EndpointRoute)[];
  readonly #state: EmulatorState;
  readonly #log: RequestLog;

  constructor(routes: readonly (Route | EndpointRoute)[], state: EmulatorState, log: RequestLog) {
    this.#routes = routes;
    this.#state = state;
    this.#log = log;
  }

  /** Handles a request. Never rejects: errors become error pages. */
  async handle(message: IncomingMessage, target: ServerResponse): Promise<void> {
    try {
      const parsed = await parseRequest(message);
      const route = this.#findRoute(parsed);
      const pathParams = (route && matchPath(route.path, parsed.path)) ?? {};
      const request = { ...parsed, pathParams };
      if (route && 'endpoint' in route) {
        await this.#handleEndpoint(route, request, target);
        return;
      }
      this.#log.record(request);
      const response = route ? await route.handle(request) : this.#handleUnknownRoute(request);
      sendResponse(target, response);
    } catch (error) {
      sendResponse(target, errorPage(toHttpError(error)));
    }
  }

  #findRoute(request: EmulatorRequest): Route | EndpointRoute | undefined {
    return this.#routes.find(
      (route) =>
        route.method === request.method &&
        matchPath(route.path, request.path) &&
        (route.accepts?.(request) ?? true),
    );
  }

  async #handleEndpoint(
    route: EndpointRoute,
    request: EmulatorRequest,
    target: ServerResponse,
  ): Promise<void> {
    const { provider, endpoint } = route;
    const personaId = route.personaId(request);
    this.#log.record(request, { provider, endpoint, ...(personaId && { persona: personaId }) });
    const fault = this.#state.faults.nextForRequest({ provider, endpoint, personaId });
    if (fault && !isResponseFault(fault)) {
      applyTransportFault(fault, target, this.#state.origin);
      return;
    }
    if (fault?.kind === 'delay') {
      await delay(fault.delayMs, target);
    }
    const response = await route.handle(request);
    if (fault?.kind === 'lost-response') {
      target.socket?.resetAndDestroy();
      return;
    }
    sendResponse(target, fault ? applyResponseFault(response, fault) : response);
  }

  #handleUnknownRoute({ method, path }: EmulatorRequest): EmulatorResponse {
    const personaId = method === 'GET' ? avatarPersonaId(path) : undefined;
    const persona = personaId === undefined ? undefined : this.#state.personas.get(personaId);
    if (persona) {
      return avatarResponse(persona);
    }
    const methods = this.#routes
      .filter((route) => matchPath(route.path, path))
      .map((route) => route.method);
    if (methods.length === 0) {
      throw new HttpError(404, 'not_found', 'The emulator has no such endpoint.');
    }
    const allowed = [...new Set(methods)];
    const page = errorPage(
      new HttpError(405, 'method_not_allowed', `This endpoint requires ${allowed.join(' or ')}.`),
    );
    return { ...page, headers: { ...page.headers, allow: allowed.join(', ') } };
  }
}

/** Resolves after a delay, or when the client disconnects. */
function delay(delayMs: number, target: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    target.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function toHttpError(error: unknown): HttpError {
  return error instanceof HttpError ? error : new HttpError(500, 'server_error', String(error));
}
