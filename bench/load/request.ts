/** What a request has beside its path. */
export interface RequestParts {
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

const HOST = 'localhost';

/** @returns a GET request in bytes. */
export function get(path: string, { headers = {} }: RequestParts = {}): Buffer {
  return encode(`GET ${path}`, headers, '');
}

/** @returns a POST request in bytes. @param headers with the type of the body */
export function post(path: string, { headers = {}, body = '' }: RequestParts): Buffer {
  const length = String(Buffer.byteLength(body));
  return encode(`POST ${path}`, { ...headers, 'content-length': length }, body);
}

/** @returns a POST request with a JSON body, in bytes. */
export function postJson(
  path: string,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Buffer {
  const body = JSON.stringify(value);
  return post(path, { headers: { ...headers, 'content-type': 'application/json' }, body });
}

function encode(line: string, headers: Readonly<Record<string, string>>, body: string): Buffer {
  const lines = Object.entries({ host: HOST, ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return Buffer.from(`${line} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}
