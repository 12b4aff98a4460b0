import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { fromNodeHeaders } from 'better-auth/node';
import { genericOAuth } from 'better-auth/plugins/generic-oauth';
import Fastify, { type FastifyRequest } from 'fastify';
import { Pool } from 'pg';

/**
 * Session options of better-auth by the first command-line argument.
 *
 * `database` uses the defaults. `renewal` renews the session on every use.
 */
const SESSIONS: Record<string, NonNullable<BetterAuthOptions['session']>> = {
  database: {},
  'cookie-cache': { cookieCache: { enabled: true, maxAge: 300 } },
  renewal: { updateAge: 0 },
};

const { DATABASE_URL, PROVIDER, PORT = '', PUBLIC_URL = '' } = process.env;

const options = {
  baseURL: PUBLIC_URL,
  secret: 'hT4vQz7LrW2mXc9KpB6nYd3FsG8jAe5uRiEo1wNk',
  database: new Pool({ connectionString: DATABASE_URL, max: 10 }),
  session: SESSIONS[process.argv[2] ?? ''] ?? {},
  // All requests come from one address, so rate limits would reject them.
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  plugins: [
    genericOAuth({
      config: [
        {
          providerId: 'google',
          clientId: 'bench',
          clientSecret: 'bench',
          authorizationUrl: `${PROVIDER}/authorize`,
          tokenUrl: `${PROVIDER}/token`,
          userInfoUrl: `${PROVIDER}/userinfo`,
          accountSubject: ({ profile }) => String(profile.sub),
          scopes: ['openid', 'email', 'profile'],
        },
      ],
    }),
  ],
} satisfies BetterAuthOptions;

await (await getMigrations(options)).runMigrations();
const auth = betterAuth(options);
const fastify = Fastify();

fastify.get('/health', () => ({ message: 'Hello' }));

fastify.get('/greeting', async (request, reply) => {
  const session = await auth.api.getSession({ headers: fromNodeHeaders(request.headers) });
  return session === null ? reply.code(401).send() : { message: 'Hello' };
});

fastify.route({
  method: ['GET', 'POST'],
  url: '/api/auth/*',
  async handler(request, reply) {
    const response = await auth.handler(toWebRequest(request));
    reply.status(response.status);
    response.headers.forEach((value, name) => reply.header(name, value));
    return reply.send(response.body === null ? null : await response.text());
  },
});

function toWebRequest(request: FastifyRequest): Request {
  return new Request(new URL(request.url, PUBLIC_URL), {
    method: request.method,
    headers: fromNodeHeaders(request.headers),
    ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
  });
}

process.once('SIGTERM', () => process.exit());
await fastify.listen({ port: Number(PORT), host: '127.0.0.1' });
