import type { EmulatorRequest } from './http.js';
import type { Endpoint, ProviderName } from './provider.js';

const CAPACITY = 1_000;
const SECRET = new Set([
  'client_secret',
  'code',
  'code_verifier',
  'access_token',
  'refresh_token',
  'request',
]);

/** A request the stand-in has received. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** Absent for the chooser page, pictures and unknown paths. */
  readonly provider?: ProviderName;
  /** Absent for the chooser page, pictures and unknown paths. */
  readonly endpoint?: Endpoint;
  /** Query and body; secrets, codes and tokens read `[hidden]`. A repeated parameter is a list. */
  readonly params: Readonly<Record<string, string | readonly string[]>>;
  /** The persona it concerns, as far as known. */
  readonly persona?: string;
}

/** The last 1,000 requests, oldest first. */
export class RequestLog {
  #requests: RecordedRequest[] = [];

  get requests(): readonly RecordedRequest[] {
    return [...this.#requests];
  }

  record(
    call: EmulatorRequest,
    about: { provider?: ProviderName; endpoint?: Endpoint; persona?: string },
  ): void {
    this.#requests.push({
      method: call.method,
      path: call.path,
      ...about,
      params: publicParams(call),
    });
    if (this.#requests.length > CAPACITY) {
      this.#requests.shift();
    }
  }

  clear(): void {
    this.#requests = [];
  }
}

function publicParams({ query, form }: EmulatorRequest): RecordedRequest['params'] {
  const all = [...query, ...form];
  const names = [...new Set(all.map(([name]) => name))];
  return Object.fromEntries(
    names.map((name) => {
      const values = all
        .filter(([other]) => other === name)
        .map(([, value]) => (SECRET.has(name) ? '[hidden]' : value));
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}
