import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { OpenApiDocument } from '../../src/app/openapi.js';
import type { Answer, Operation } from '../../src/social-auth/index.js';
import type { TestResponse as Received } from '../support/test-browser.js';

/** Headers that a caller acts on: an answer may carry them only where the document says so. */
const TELLING = ['location', 'set-cookie', 'www-authenticate', 'retry-after', 'allow'];

const parameters = (template: string) => template.split('{').length;

/** Holds real answers against the document. */
export class Contract {
  /** Every answer that was held against it, such as `GET /api/me 200`. */
  readonly seen = new Set<string>();
  readonly #schemas = new Ajv2020({ strict: false, allErrors: true });

  constructor(readonly document: OpenApiDocument) {
    addFormats.default(this.#schemas);
    // What the document does not name must not be sent; to clients it does not promise that nothing is added.
    this.#schemas.addSchema(closed(document) as object, 'document');
  }

  /** Every operation, such as `GET /api/me`. */
  get operations(): string[] {
    return this.#operations().map(({ name }) => name);
  }

  /** Every answer that the document tells of, such as `GET /api/me 200`. */
  get answers(): string[] {
    return this.#operations().flatMap(({ name, operation }) =>
      Object.keys(operation.responses).map((status) => `${name} ${status}`),
    );
  }

  /** @returns what of an answer is not as documented. */
  faults(method: string, url: string, received: Received): string[] {
    const found = this.#find(method, new URL(url, 'http://x').pathname);
    if (found === undefined) return [`${method} ${url} is not documented`];
    const { name, operation } = found;
    const documented = operation.responses[received.status];
    if (documented === undefined) return [`${name} ${received.status} is not documented`];
    this.seen.add(`${name} ${received.status}`);
    const answer = this.#resolve(documented);
    return [...headerFaults(answer, received), ...this.#bodyFaults(answer, received)].map(
      (fault) => `${name} ${received.status}: ${fault}`,
    );
  }

  #operations(): { name: string; path: string; operation: Operation }[] {
    return Object.entries(this.document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        name: `${method.toUpperCase()} ${path}`,
        path,
        operation,
      })),
    );
  }

  /** Concrete paths are matched before templated ones (OpenAPI 3.1 §4.8.8.2). */
  #find(method: string, path: string) {
    return this.#operations()
      .filter(({ name }) => name.startsWith(`${method} `))
      .toSorted((a, b) => parameters(a.path) - parameters(b.path))
      .find((each) => new RegExp(`^${each.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path));
  }

  #resolve(answer: Operation['responses'][string]): Answer {
    if (!('$ref' in answer)) return answer;
    const name = answer.$ref.replace('#/components/responses/', '');
    const { responses } = this.document.components;
    const found = Object.entries(responses).find(([each]) => each === name)?.[1];
    if (found === undefined) throw new Error(`${answer.$ref} leads nowhere`);
    return found;
  }

  #bodyFaults({ content = {} }: Answer, { headers, body }: Received): string[] {
    // Express writes a word into redirects, which nobody reads.
    if (headers.has('location')) return [];
    const type = headers.get('content-type')?.split(';')[0] ?? '';
    if (Object.keys(content).length === 0) return body === '' ? [] : [`a body of ${type}`];
    const media = content[type];
    if (media === undefined) return [`content type "${type}"`];
    if (type !== 'application/json') return body === '' ? ['no body'] : [];
    const value: unknown = JSON.parse(body);
    const validate = this.#validator(media.schema);
    if (!validate(value)) return [this.#schemas.errorsText(validate.errors)];
    const code = (value as { code?: string }).code;
    if (code === undefined || media.examples === undefined || code in media.examples) return [];
    return [`code ${code}`];
  }

  #validator(schema: object): ValidateFunction {
    const text = JSON.stringify(closed(schema)).replaceAll('"#/', '"document#/');
    return this.#schemas.compile(JSON.parse(text) as object);
  }
}

function headerFaults({ headers = {} }: Answer, received: Received): string[] {
  const documented = new Map(
    Object.entries(headers).map(([name, header]) => [name.toLowerCase(), header]),
  );
  const missing = [...documented]
    .filter(([name, { required }]) => required === true && !received.headers.has(name))
    .map(([name]) => `no ${name}`);
  const unheard = TELLING.filter((name) => received.headers.has(name) && !documented.has(name));
  return [...missing, ...unheard.map((name) => `an undocumented ${name}`)];
}

/** The same with every object closed to properties that are not named. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, closed(each)]));
  const isObject = copy['type'] === 'object' && 'properties' in copy;
  return isObject ? { ...copy, additionalProperties: false } : copy;
}
