import type { ServerResponse } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import {
  openApiOfSocialAuth,
  type Answer,
  type OpenApiFragment,
  type OpenApiOptions,
  type Operation,
  type Paths,
} from '../social-auth/index.js';
import type { Environment } from './environment.js';
import { PROVIDER_SETUP, type ProviderSetup } from './provider-setup.js';
import { APP_PATHS, APP_SCHEMAS, METRICS_PATH } from './openapi-paths.js';

/** The whole OpenAPI 3.1 document of the reference app. */
export interface OpenApiDocument extends OpenApiFragment {
  openapi: '3.1.0';
  info: { title: string; description: string; version: string };
  servers: { url: string }[];
}

/** What of the app's settings the document depends on. */
export interface AppOpenApiOptions extends OpenApiOptions {
  /** Whether `/metrics` is there. */
  metrics: boolean;
}

/** The document of the app: the module's part, the app's own routes, and how the app's filter answers. */
export function openApiOfApp({ metrics, ...options }: AppOpenApiOptions): OpenApiDocument {
  const { tags, paths, components } = openApiOfSocialAuth(options);
  const all = { ...paths, ...APP_PATHS, ...(metrics && METRICS_PATH) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Social login',
      description: 'Sign in with Google and GitHub; sessions, tokens, keys.',
      version: '1',
    },
    servers: [{ url: options.publicUrl }],
    tags: [
      ...tags,
      { name: 'API', description: 'What is guarded.' },
      { name: 'Operations', description: 'For balancers and operators.' },
    ],
    paths: withAnswersOfTheFilter(all),
    components: { ...components, schemas: { ...components.schemas, ...APP_SCHEMAS } },
  };
}

/** Loads what shows the document, in development and on this machine alone: it takes half a second. */
export async function loadSwagger({ NODE_ENV, local }: Environment) {
  return NODE_ENV === 'development' && local ? import('@nestjs/swagger') : undefined;
}

/** Serves the document at `/docs-json` and a page to try it at `/docs`, where that has been loaded. */
export function setupOpenApi(
  app: INestApplication,
  { METRICS: metrics }: Environment,
  swagger: Awaited<ReturnType<typeof loadSwagger>>,
): void {
  if (swagger === undefined) return;
  const { options } = app.get<ProviderSetup>(PROVIDER_SETUP);
  const document = openApiOfApp({ ...options, metrics });
  app.use('/docs', withPolicyOfTheUi);
  swagger.SwaggerModule.setup(
    'docs',
    app,
    { ...document },
    { customSiteTitle: document.info.title },
  );
}

/** The page is the library's: it loads its own scripts, and styles itself inline. */
function withPolicyOfTheUi(_: unknown, response: ServerResponse, next: () => void): void {
  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  response.setHeader('Content-Security-Policy', policy);
  next();
}

/** What Nest and the adapter refuse before a controller is asked, and what breaks. */
function withAnswersOfTheFilter(paths: Paths): Paths {
  const amended = Object.entries(paths).map(([path, item]) => [
    path,
    Object.fromEntries(
      Object.entries(item).map(([method, operation]) => [method, withAnswers(operation)]),
    ),
  ]);
  return Object.fromEntries(amended) as Paths;
}

/** They need none to answer. */
const WITHOUT_DATABASE = new Set([
  'live',
  'metrics',
  'showKeys',
  'startLogin',
  'showLoginPageInstead',
]);

function withAnswers(operation: Operation): Operation {
  const readsBody = operation.requestBody !== undefined;
  return {
    ...operation,
    responses: {
      ...(readsBody && {
        400: fault('`invalid_request`: the body cannot be read.'),
        413: fault('`payload_too_large`'),
        415: fault('`invalid_request`: the body is neither JSON nor a form.'),
      }),
      500: fault('`server_error`'),
      ...(!WITHOUT_DATABASE.has(operation.operationId) && {
        503: { ...fault('`service_unavailable`: no database.'), headers: RETRY_AFTER },
      }),
      ...operation.responses,
    },
  };
}

const RETRY_AFTER: NonNullable<Answer['headers']> = {
  'Retry-After': {
    description: 'After so many seconds another try is worthwhile.',
    required: true,
    schema: { type: 'integer', minimum: 1 },
  },
};

const fault = (description: string): Answer => ({
  description,
  content: {
    'application/json': { schema: { $ref: '#/components/schemas/AuthError' } },
    'text/html': { schema: { type: 'string' } },
  },
});
