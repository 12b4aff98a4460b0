import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/**
 * What happens to a refresh: `refuse` closes the connection before the app sees the request, `lose` closes it instead of
 * sending the response, `unavailable` responds with 503, `slow` delays the app, `interrupt` delays the app until
 * {@link RefreshFaults.interrupt} has done something to the tab.
 */
export type RefreshFault = 'none' | 'refuse' | 'lose' | 'unavailable' | 'slow' | 'interrupt';

/** A request to the refresh route. */
export interface RefreshRequest {
  /** The query of the page that sent it. */
  readonly tab: string;
  readonly fault: RefreshFault;
  /** When it reached the app, in milliseconds since 1970. */
  readonly at: number;
}

const SLOW_MS = 250;

/** Records the refreshes of an app, and injects faults. */
export class RefreshFaults {
  readonly requests: RefreshRequest[] = [];
  /** Selects the fault of the next request. */
  next: (tab: string) => RefreshFault = () => 'none';
  /** Closes or freezes the tab that waits for a response. Returns whether the tab still exists to receive it. */
  interrupt: (tab: string) => Promise<boolean> = () => Promise.resolve(true);

  constructor(server: Server) {
    const [handle] = server.listeners('request') as ((
      request: IncomingMessage,
      response: ServerResponse,
    ) => void)[];
    if (handle === undefined) throw new Error('the server handles no requests');
    server.removeAllListeners('request');
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (request.url?.endsWith('/auth/refresh') !== true) handle(request, response);
      else this.#refresh(request, response, () => handle(request, response));
    });
  }

  #refresh(request: IncomingMessage, response: ServerResponse, handle: () => void): void {
    const tab = new URL(request.headers.referer ?? 'http://unknown').search;
    const fault = this.next(tab);
    this.requests.push({ tab, fault, at: Date.now() });
    switch (fault) {
      case 'refuse':
        request.socket.destroy();
        break;
      case 'unavailable':
        response.writeHead(503).end();
        break;
      case 'lose':
        loseResponse(request, response, handle);
        break;
      case 'slow':
        setTimeout(handle, SLOW_MS);
        break;
      case 'interrupt':
        void this.interrupt(tab).then((exists) =>
          exists ? handle() : loseResponse(request, response, handle),
        );
        break;
      case 'none':
        handle();
    }
  }
}

function loseResponse(request: IncomingMessage, response: ServerResponse, handle: () => void) {
  response.write = () => true;
  response.end = () => {
    request.socket.destroy();
    return response;
  };
  handle();
}
