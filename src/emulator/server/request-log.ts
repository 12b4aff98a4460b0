import type { Endpoint, ProviderName } from '../provider.js';
import type { EmulatorRequest } from './http.js';

const CAPACITY = 1_000;
const SECRETS = new Set([
  'client_secret',
  'code',
  'code_verifier',
  'access_token',
  'refresh_token',
  'token',
  'request',
]);

/** A request that the emulator has received. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** Undefined for the account chooser, pictures and unknown paths. */
  readonly provider?: ProviderName;
  /** Undefined for the account chooser, pictures and unknown paths. */
  readonly endpoint?: Endpoint;
  /**
   * The parameters in the query and the body. The values of secrets, codes and tokens are `[hidden]`. The value of a
   * repeated parameter is a list.
   */
  readonly params: Readonly<Record<string, string | readonly string[]>>;
  /** The id of the persona, if the request identifies one. */
  readonly persona?: string;
}

/** The latest 1,000 requests, oldest first. */
export class RequestLog {
  #requests: RecordedRequest[] = [];
  readonly #counts = new Map<string, number>();

  get requests(): readonly RecordedRequest[] {
    return [...this.#requests];
  }

  record(
    request: EmulatorRequest,
    details: Pick<RecordedRequest, 'provider' | 'endpoint' | 'persona'> = {},
  ): void {
    const { method, path } = request;
    const key = countKey(details.provider, details.endpoint);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    this.#requests.push({ method, path, ...details, params: redactedParams(request) });
    if (this.#requests.length > CAPACITY) {
      this.#requests.shift();
    }
  }

  /** Returns the number of requests to an endpoint of a provider, including those that are no longer recorded. */
  count(provider: ProviderName, endpoint: Endpoint): number {
    return this.#counts.get(countKey(provider, endpoint)) ?? 0;
  }

  clear(): void {
    this.#requests = [];
    this.#counts.clear();
  }
}

function countKey(provider: ProviderName | undefined, endpoint: Endpoint | undefined): string {
  return `${provider} ${endpoint}`;
}

function redactedParams({ query, form }: EmulatorRequest): RecordedRequest['params'] {
  const params = new URLSearchParams([...query, ...form]);
  return Object.fromEntries(
    [...new Set(params.keys())].map((name) => {
      const values = params.getAll(name).map((value) => (SECRETS.has(name) ? '[hidden]' : value));
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}
