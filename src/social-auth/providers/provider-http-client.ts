import {
  sendRequest,
  type HttpAgent,
  type HttpClientRequest,
  type PendingRequest,
} from '../../net/http-client.js';
import { withTimeout } from '../../time/with-timeout.js';
import type { ProviderHttp } from '../core/provider-flow.js';
import { createProviderHttp } from './provider-http.js';
import { ProviderHttpError } from './provider-http-error.js';

/** The HTTP client for requests to providers. */
export class ProviderHttpClient {
  /**
   * @param timeout time limit for all requests of one login together, in milliseconds
   * @param httpAgent default: an agent of the module
   */
  constructor(
    private readonly timeout: number,
    private readonly httpAgent?: HttpAgent,
  ) {}

  /**
   * Runs the requests of one login within the time limit.
   *
   * When `run` fails or exceeds the limit, its requests are aborted.
   *
   * @throws ProviderHttpError when the time limit is exceeded, even if `run` never settles
   */
  async withDeadline<T>(run: (http: ProviderHttp) => Promise<T>): Promise<T> {
    const requests: PendingRequest[] = [];
    let hasFailed = false;
    const send = (request: HttpClientRequest) => {
      // A strategy continues after the time limit if a response arrives at the last moment.
      if (hasFailed) throw new Error('the login has failed');
      const pending = sendRequest(request, this.httpAgent);
      requests.push(pending);
      return pending.response;
    };
    try {
      return await withTimeout(this.timeout, run(createProviderHttp(send)), () => {
        throw new ProviderHttpError(`no response within ${this.timeout} ms`);
      });
    } catch (error) {
      hasFailed = true;
      for (const { abort } of requests) abort();
      throw error;
    }
  }
}
