import type { ServerResponse } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { SessionCookies, type ApiResponse } from '../social-auth/index.js';
import type { Environment } from './environment.js';

type Swagger = typeof import('@nestjs/swagger');
type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;

const TITLE = 'Social login';

/** Loads `@nestjs/swagger` only where the OpenAPI document is served, because loading takes half a second. */
export async function loadSwagger({ NODE_ENV, local }: Environment): Promise<Swagger | undefined> {
  return NODE_ENV === 'development' && local ? import('@nestjs/swagger') : undefined;
}

/**
 * Serves the document at `/docs-json`, and a page that shows the document at `/docs`. Does nothing if `swagger` is
 * undefined.
 */
export function setupOpenApi(
  app: INestApplication,
  env: Environment,
  swagger: Swagger | undefined,
): void {
  if (swagger === undefined) return;
  app.use('/docs', setContentSecurityPolicy);
  const createDocument = () => createOpenApiDocument(app, env, swagger);
  swagger.SwaggerModule.setup('docs', app, createDocument, { customSiteTitle: TITLE });
}

/** Creates the OpenAPI 3.1 document of the app from its controllers. */
export function createOpenApiDocument(
  app: INestApplication,
  { PUBLIC_URL }: Pick<Environment, 'PUBLIC_URL'>,
  { DocumentBuilder, SwaggerModule }: Swagger,
): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(TITLE)
    .setDescription('Sign in with Google and GitHub. Sessions, tokens and keys.')
    .setVersion('1')
    .addServer(PUBLIC_URL)
    .addBearerAuth({ type: 'http', description: 'The access token of a client or a service.' })
    .addCookieAuth(app.get(SessionCookies).accessCookieName, {
      type: 'apiKey',
      description: 'The access token of a browser. Scripts cannot read it.',
    })
    .addTag('Login', 'The redirects to a provider and back.')
    .addTag('Tokens', 'Access and refresh tokens.')
    .addTag('Sessions', 'A session is one login on one device. Users list and revoke their own.')
    .addTag('Accounts', 'The accounts at providers that are linked to a user.')
    .addTag('Administration', 'Pages and routes of administrators.')
    .addTag('Keys', 'The public keys that verify access tokens.')
    .addTag('Pages', 'HTML pages.')
    .addTag('API', 'Guarded routes.')
    .addTag('Operations', 'Routes for load balancers and operators.')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  const paths = Object.entries(document.paths).map(([path, item]) => [path, withAppErrors(item)]);
  return { ...document, paths: Object.fromEntries(paths) as OpenAPIObject['paths'] };
}

/** Allows what the page of `@nestjs/swagger` needs: scripts of the app, and inline styles. */
function setContentSecurityPolicy(_: unknown, response: ServerResponse, next: () => void): void {
  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  response.setHeader('Content-Security-Policy', policy);
  next();
}

/** Adds the responses that `AppErrorFilter` sends for errors of Nest and of the HTTP adapter. */
function withAppErrors(item: PathItem): PathItem {
  const operations = Object.entries(item as Record<string, Operation>).map(
    ([method, operation]) => [
      method,
      {
        ...operation,
        responses: {
          ...(operation.requestBody !== undefined && BODY_ERRORS),
          500: appError('`server_error`'),
          ...operation.responses,
        },
      },
    ],
  );
  return Object.fromEntries(operations) as PathItem;
}

const appError = (description: string): ApiResponse => ({
  description,
  content: {
    'application/json': { schema: { $ref: '#/components/schemas/AuthError' } },
    'text/html': { schema: { type: 'string' } },
  },
});

const BODY_ERRORS = {
  400: appError('`invalid_request`: the body is malformed.'),
  413: appError('`payload_too_large`'),
  415: appError('`invalid_request`: the body is neither JSON nor a form.'),
};
