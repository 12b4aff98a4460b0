import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { ApiResponse, ApiRoute } from '../../src/social-auth/index.js';
import type { TestResponse as Received } from '../support/test-browser.js';

/** The parts of an OpenAPI document that the tests read. */
export interface DocumentUnderTest {
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, ApiRoute>>;
  components: {
    schemas: Record<string, { properties?: Record<string, { enum?: string[] }> }>;
    securitySchemes?: Record<string, { name?: string }>;
  };
}

/** Returns a document as a client receives it. */
export const asServed = (document: OpenAPIObject) =>
  JSON.parse(JSON.stringify(document)) as DocumentUnderTest;

/** Headers that a client acts on: a response may contain them only where they are documented. */
const CHECKED_HEADERS = ['location', 'set-cookie', 'www-authenticate', 'retry-after', 'allow'];

const parameters = (template: string) => template.split('{').length;

/** Compares responses with the document. */
export class Contract {
  /** The documented responses that were compared, such as `GET /api/me 200`. */
  readonly seen = new Set<string>();
  readonly #schemas = new Ajv2020({ strict: false, allErrors: true });
  /** By the schema of the document, because compiling takes much longer than validating. */
  readonly #validators = new Map<object, ValidateFunction>();

  constructor(readonly document: DocumentUnderTest) {
    addFormats.default(this.#schemas);
    // The app must not send undocumented properties. The document allows them, so that they can be added later.
    this.#schemas.addSchema(closed(document) as object, 'document');
  }

  /** The documented operations, such as `GET /api/me`. */
  get operations(): string[] {
    return this.#operations().map(({ name }) => name);
  }

  /** The documented responses, such as `GET /api/me 200`. */
  get responses(): string[] {
    return this.#operations().flatMap(({ name, operation }) =>
      Object.keys(operation.responses).map((status) => `${name} ${status}`),
    );
  }

  /** Returns the differences between a response and the document. */
  differences(method: string, url: string, received: Received): string[] {
    const found = this.#find(method, new URL(url, 'http://x').pathname);
    if (found === undefined) return [`${method} ${url} is not documented`];
    const { name, operation } = found;
    const documented = operation.responses[received.status];
    if (documented === undefined) return [`${name} ${received.status} is not documented`];
    this.seen.add(`${name} ${received.status}`);
    return [
      ...headerDifferences(documented, received),
      ...this.#bodyDifferences(documented, received),
    ].map((difference) => `${name} ${received.status}: ${difference}`);
  }

  #operations(): { name: string; path: string; operation: ApiRoute }[] {
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

  #bodyDifferences({ content = {} }: ApiResponse, { headers, body }: Received): string[] {
    // Express adds a text to redirects.
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
    const known = this.#validators.get(schema);
    if (known !== undefined) return known;
    const text = JSON.stringify(closed(schema)).replaceAll('"#/', '"document#/');
    const validate = this.#schemas.compile(JSON.parse(text) as object);
    this.#validators.set(schema, validate);
    return validate;
  }
}

function headerDifferences({ headers = {} }: ApiResponse, received: Received): string[] {
  const documented = new Map(
    Object.entries(headers).map(([name, header]) => [name.toLowerCase(), header]),
  );
  const missing = [...documented]
    .filter(([name, { required }]) => required === true && !received.headers.has(name))
    .map(([name]) => `no ${name}`);
  const undocumented = CHECKED_HEADERS.filter(
    (name) => received.headers.has(name) && !documented.has(name),
  );
  return [...missing, ...undocumented.map((name) => `an undocumented ${name}`)];
}

/** Returns a schema that rejects properties which it does not name. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, closed(each)]));
  const isClosed =
    copy['type'] === 'object' && 'properties' in copy && !('additionalProperties' in copy);
  return isClosed ? { ...copy, additionalProperties: false } : copy;
}
