import * as fc from 'fast-check';
import { codePoint } from '../../support/code-point.js';
import { EVIL_COOKIES, EVIL_QUERIES } from '../payloads/duplicates.js';
import { EVIL_BODIES, EVIL_TEXTS } from '../payloads/encodings.js';
import { EVIL_HEADERS } from '../payloads/headers.js';
import { METHODS, PATH_VARIANTS } from '../payloads/paths.js';
import { EVIL_RETURN_PATHS } from '../payloads/return-paths.js';
import { CLIENT_REDIRECT, fillPlaceholders, SEED_DATA_NAMES, type SeedData } from './seed-data.js';
import type { RawRequest } from './raw-client.js';

/** A route of the OpenAPI document. */
export interface Route {
  method: string;
  path: string;
}

/** The names of all parameters and body fields of the routes. */
const FIELDS = [
  'code',
  'state',
  'iss',
  'error',
  'error_description',
  'returnTo',
  'prompt',
  'redirect_uri',
  'code_challenge',
  'code_challenge_method',
  'code_verifier',
  'codeVerifier',
  'refreshToken',
  'everywhere',
] as const;

/** Encodes a text as UTF-8, one character for each byte. */
const utf8 = (text: string) => Buffer.from(text).toString('latin1');

/** Removes line breaks, so that a text fits into one header line. */
const oneLine = (text: string) => utf8(text).replace(/[\r\n]/g, '');

const placeholder = fc.constantFrom(...SEED_DATA_NAMES).map((name) => `{{${name}}}`);

/** A valid value with a small change. */
const mutated = fc
  .tuple(
    placeholder,
    fc.constantFrom<(value: string, at: number) => string>(
      (value) => `${value}x`,
      (value) => `x${value}`,
      (value) => `${value}.${value}`,
      (value) => ` ${value}`,
      (value) => `${value}=`,
      (value) => `${value},${value}`,
    ),
    fc.nat(200),
  )
  .map(([value, change, at]) => change(value, at));

const value = fc.oneof(
  { weight: 4, arbitrary: placeholder },
  { weight: 2, arbitrary: mutated },
  { weight: 3, arbitrary: fc.constantFrom(...EVIL_TEXTS) },
  { weight: 1, arbitrary: fc.constantFrom(...Object.values(EVIL_RETURN_PATHS)) },
  { weight: 1, arbitrary: fc.constantFrom('S256', 'login', 'true', '/?tab=1', CLIENT_REDIRECT) },
  { weight: 2, arbitrary: fc.string({ unit: codePoint, maxLength: 60 }) },
);

const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<string>(...FIELDS) },
  { weight: 1, arbitrary: fc.string({ unit: codePoint, maxLength: 10 }) },
);

const escaped = (text: string) =>
  text.startsWith('{{') && text.endsWith('}}')
    ? text
    : encodeURIComponent(Buffer.from(text).toString());

const form = fc
  .array(fc.tuple(name, value), { maxLength: 6 })
  .map((pairs) => pairs.map(([key, text]) => `${escaped(key)}=${escaped(text)}`).join('&'));

const CALLBACK = 'code={{code}}&state={{state}}';

const query = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  { weight: 3, arbitrary: form },
  { weight: 2, arbitrary: form.map((more) => `${CALLBACK}&${more}`) },
  { weight: 1, arbitrary: fc.constant(CALLBACK) },
  { weight: 2, arbitrary: fc.constantFrom(...EVIL_QUERIES) },
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: 'binary-ascii', maxLength: 60 })
      .map((text) => text.replace(/[\s\0]/g, '')),
  },
);

const COOKIES = ['access={{access}}', 'refresh={{refresh}}', '{{transactionName}}={{transaction}}'];

const cookie = fc.oneof(
  { weight: 4, arbitrary: fc.subarray(COOKIES).map((pairs) => pairs.join('; ')) },
  {
    weight: 3,
    arbitrary: fc
      .array(
        fc.tuple(
          fc.constantFrom('access', 'refresh', '{{transactionName}}', 'login-x', 'notice'),
          value.map(oneLine),
        ),
        { maxLength: 4 },
      )
      .map((pairs) => pairs.map((pair) => pair.join('=')).join('; ')),
  },
  { weight: 2, arbitrary: fc.constantFrom(...EVIL_COOKIES) },
  { weight: 1, arbitrary: fc.string({ unit: codePoint, maxLength: 80 }).map(oneLine) },
);

type Header = readonly [string, string];

const accept = fc.constantFrom<Header[]>(
  [['accept', 'application/json']],
  [['accept', 'text/html']],
  [],
);

/** Headers that the origin check reads, mostly of the same origin. */
const originHeaders = fc.constantFrom<Header[]>(
  [['sec-fetch-site', 'same-origin']],
  [['sec-fetch-site', 'same-origin']],
  [['origin', 'https://e.example']],
  [],
);

const authorization = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Header[]>([]) },
  {
    weight: 2,
    arbitrary: value.map((text): Header[] => [['authorization', `Bearer ${oneLine(text)}`]]),
  },
);

const others = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Header[]>([]) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...EVIL_HEADERS), { maxLength: 3 }) },
);

const json = fc.oneof(
  fc
    .dictionary(name, fc.oneof(value, fc.jsonValue({ maxDepth: 3 })), { maxKeys: 5 })
    .map((body) => JSON.stringify(body)),
  fc.constantFrom(
    '{"refreshToken":"{{clientRefresh}}"}',
    '{"refreshToken":"{{refresh}}"}',
    '{"code":"{{clientCode}}","code_verifier":"{{verifier}}"}',
  ),
);

const body = fc.oneof(
  { weight: 3, arbitrary: fc.constant(['', ''] as const) },
  {
    weight: 3,
    arbitrary: form.map((text) => ['application/x-www-form-urlencoded', text] as const),
  },
  { weight: 3, arbitrary: json.map((text) => ['application/json', text] as const) },
  { weight: 2, arbitrary: fc.constantFrom(...EVIL_BODIES) },
);

/** A request with placeholders for seed data. */
export type Draft = Omit<RawRequest, 'headers'> & { headers: Header[] };

/** Generates requests to the given routes, most of them nearly valid. */
export function drafts(routes: readonly Route[]): fc.Arbitrary<Draft> {
  const route = fc.constantFrom(...routes);
  const variant = fc.oneof(
    { weight: 6, arbitrary: fc.constant((path: string) => path) },
    { weight: 1, arbitrary: fc.constantFrom(...Object.values(PATH_VARIANTS)) },
  );
  const method = fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
  );
  const id = fc.oneof(
    { weight: 2, arbitrary: fc.constant('{{session}}') },
    { weight: 1, arbitrary: value.map(escaped) },
  );
  return fc
    .record({
      route,
      variant,
      method,
      id,
      query,
      cookie,
      body,
      headers: fc.tuple(accept, originHeaders, authorization, others),
    })
    .map((drawn) => {
      const path = drawn.variant(drawn.route.path.replace(/\{\w+\}/g, () => drawn.id));
      const [contentType, content] = drawn.body;
      const headers: Header[] = drawn.headers.flat();
      if (drawn.cookie !== '') headers.push(['cookie', drawn.cookie]);
      if (contentType !== '') headers.push(['content-type', contentType]);
      return {
        method: drawn.method ?? drawn.route.method,
        target: drawn.query === '' ? path : `${path}?${drawn.query}`,
        headers,
        body: utf8(content),
      };
    });
}

/**
 * Generates one request for each payload and route, which is valid except for the payload.
 *
 * @param stride generates each payload only for every n-th route. Default: 1
 */
export function* sweep(routes: readonly Route[], stride = 1): Generator<Draft> {
  for (const [routeIndex, route] of routes.entries()) {
    for (const [payloadIndex, draft] of [...requestsTo(route)].entries()) {
      if ((routeIndex + payloadIndex) % stride === 0) yield draft;
    }
  }
}

/** Generates one request to a route for each payload. */
function* requestsTo({ method, path: pattern }: Route): Generator<Draft> {
  const validHeaders: Header[] = [
    ['accept', 'application/json'],
    ['sec-fetch-site', 'same-origin'],
  ];
  const signedIn: Header = ['cookie', COOKIES.slice(0, 2).join('; ')];
  const path = pattern.replace(/\{\w+\}/g, 'x');
  const base = { method, target: path, headers: [...validHeaders, signedIn], body: '' };
  for (const variant of Object.values(PATH_VARIANTS)) yield { ...base, target: variant(path) };
  for (const each of METHODS) yield { ...base, method: each };
  for (const each of EVIL_QUERIES) yield { ...base, target: `${path}?${each}` };
  for (const each of EVIL_COOKIES) yield { ...base, headers: [...validHeaders, ['cookie', each]] };
  for (const each of EVIL_HEADERS) {
    yield { ...base, headers: [...validHeaders, each, signedIn] };
    yield { ...base, headers: [['accept', 'text/html'], each, each] };
  }
  for (const [type, content] of EVIL_BODIES) {
    yield { ...base, headers: [...base.headers, ['content-type', type]], body: content };
  }
}

/** @returns the request with the seed data in place of the placeholders */
export function request(draft: Draft, seedData: SeedData): RawRequest {
  const filled = (text: string) => fillPlaceholders(text, seedData);
  return {
    method: draft.method,
    target: filled(draft.target),
    headers: draft.headers.map(([key, text]) => [key, filled(text)] as const),
    body: filled(draft.body),
  };
}
