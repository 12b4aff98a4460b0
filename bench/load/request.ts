/** Optional parts of a request. */
export interface RequestParts {
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

const HOST = 'localhost';

/** Encodes a GET request. */
export function get(path: string, { headers = {} }: RequestParts = {}): Buffer {
  return encode(`GET ${path}`, headers, '');
}

/** Encodes a POST request. The headers must contain the content type. */
export function post(path: string, { headers = {}, body = '' }: RequestParts): Buffer {
  const length = String(Buffer.byteLength(body));
  return encode(`POST ${path}`, { ...headers, 'content-length': length }, body);
}

/** Encodes a POST request with a JSON body. */
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
