// Import boundaries. Imports point down only:
//
//   app, cli → social-auth/index.ts → social-auth.module → http → flows → stores and services → core
//
// and within http/:
//
//   login, sessions, accounts, websockets → guards → errors → credentials → request → ../pages
//   routes → request

const SERVICES =
  'database|providers|policies|tokens|users|sessions|revocation|events|audit|rate-limiting';
const inside = (folder) => `^src/social-auth/${folder}/`;
const http = (folder) => inside(`http/${folder}`);

/** Folders of http/, each with the folders of http/ that it may import. */
const HTTP_IMPORTS = {
  login: 'login|guards|credentials|errors|openapi|request',
  features: 'features|errors|routes|request',
  sessions: 'sessions|guards|credentials|views|errors|openapi|request',
  accounts: 'accounts|login|guards|credentials|views|errors|openapi|request',
  websockets: 'websockets|guards|credentials|errors|request',
  guards: 'guards|credentials|errors|request',
  notices: 'notices|views|request',
  credentials: 'credentials|request',
  views: 'views',
  openapi: 'openapi',
  errors: 'errors|credentials|request',
  routes: 'routes|request',
  request: 'request',
};

/** Optional features: modules of their own on the public API of the core. */
const FEATURES = 'admin|oauth-server|provider-tokens|security-events|user-merge';

/** Small libraries without Nest modules, shared by the module and the verifier. */
const LIBRARIES = 'access-token|crypto|net|time|validation';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circular-imports', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '^src/main\\.ts$',
          '^src/(cli|app/commands)/',
          '^src/(client|provider-tokens|testing|user-merge|verifier)/index\\.ts$',
          '^src/schematics/nest-add/nest-add\\.ts$',
        ],
      },
      to: {},
    },
    {
      name: 'no-deep-imports-of-the-module',
      comment: 'the app and optional features use the public API only',
      severity: 'error',
      from: { pathNot: '^src/(social-auth|verifier)/' },
      to: { path: '^src/social-auth/', pathNot: '^src/social-auth/index\\.ts$' },
    },
    {
      name: 'no-deep-imports-of-the-module-from-features',
      severity: 'error',
      from: { path: `^src/(${FEATURES})/` },
      to: {
        path: '^src/',
        pathNot: ['^src/$1/', `^src/(${LIBRARIES})/`, '^src/(social-auth|user-merge)/index\\.ts$'],
      },
    },
    {
      name: 'no-app-imports-from-the-module',
      severity: 'error',
      from: { path: '^src/social-auth/' },
      to: { path: '^src/', pathNot: `^src/(social-auth|generated|${LIBRARIES})/` },
    },
    {
      name: 'no-module-imports-from-the-verifier',
      comment: 'a service that only verifies tokens loads no database, no pages and no Passport',
      severity: 'error',
      from: { path: '^src/verifier/' },
      to: { path: '^src/', pathNot: `^src/(verifier|${LIBRARIES})/` },
    },
    {
      name: 'no-upward-imports-from-libraries',
      severity: 'error',
      from: { path: `^src/(${LIBRARIES})/` },
      to: { path: '^src/', pathNot: `^src/(${LIBRARIES})/` },
    },
    {
      name: 'no-deep-imports-from-testing',
      comment: 'the testing kit uses the public API, as the tests of an app do',
      severity: 'error',
      from: { path: '^src/testing/' },
      to: {
        path: '^src/',
        pathNot: ['^src/(testing|emulator|net|time)/', '^src/social-auth/index\\.ts$'],
      },
    },
    {
      name: 'no-imports-from-the-emulator',
      severity: 'error',
      from: { path: '^src/emulator/' },
      to: { path: '^src/', pathNot: '^src/(emulator|net)/' },
    },
    {
      name: 'no-imports-from-the-client',
      comment: 'the client runs in browsers and has no dependencies',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { pathNot: '^src/client/' },
    },
    {
      name: 'no-imports-of-the-client',
      comment: 'types of the DOM stay out of the server code',
      severity: 'error',
      from: { pathNot: '^src/client/' },
      to: { path: '^src/client/' },
    },
    {
      name: 'no-imports-from-embedded-postgres',
      severity: 'error',
      from: { path: '^src/embedded-postgres/' },
      to: { path: '^src/', pathNot: '^src/embedded-postgres/' },
    },
    {
      name: 'no-imports-from-schematics',
      comment: 'schematics run in the Nest CLI, before the module is configured',
      severity: 'error',
      from: { path: '^src/schematics/' },
      to: { path: '^src/', pathNot: '^src/schematics/' },
    },
    {
      name: 'no-deep-imports-of-embedded-postgres',
      severity: 'error',
      from: { pathNot: '^src/embedded-postgres/' },
      to: { path: '^src/embedded-postgres/', pathNot: '^src/embedded-postgres/index\\.ts$' },
    },
    {
      name: 'no-imports-from-migrate',
      severity: 'error',
      from: { path: '^src/migrate/' },
      to: { path: '^src/', pathNot: '^src/(migrate|net)/' },
    },
    {
      name: 'core-is-pure',
      comment:
        'domain types, errors and options: no I/O, and of Nest only the base class of HTTP errors',
      severity: 'error',
      from: { path: inside('core') },
      to: {
        pathNot: [
          inside('core'),
          `^src/(${LIBRARIES})/`,
          '^(node:)?(crypto|http)$',
          'node_modules/(zod|@nestjs/common)/',
        ],
      },
    },
    {
      name: 'no-imports-between-services',
      comment: 'stores and services are combined in flows; database and events are theirs to use',
      severity: 'error',
      from: { path: inside(`(${SERVICES})`) },
      to: {
        path: '^src/social-auth/',
        pathNot: [inside('core'), inside('database'), inside('events'), '^src/social-auth/$1/'],
      },
    },
    {
      name: 'no-http-or-database-in-flows',
      comment: 'flows see no request, no Prisma and no Passport',
      severity: 'error',
      from: { path: inside('flows') },
      to: {
        path: [
          inside('http'),
          inside('pages'),
          '^src/generated/',
          'node_modules/(passport|@nestjs/passport|@prisma|preact)',
        ],
      },
    },
    {
      name: 'no-imports-into-pages',
      comment: 'pages are data in, HTML out',
      severity: 'error',
      from: { path: inside('pages') },
      to: {
        path: '^src/',
        pathNot: [inside('pages'), inside('core'), `^src/(${LIBRARIES})/`],
      },
    },
    ...Object.entries(HTTP_IMPORTS).map(([folder, allowed]) => ({
      name: `no-upward-imports-from-http-${folder}`,
      severity: 'error',
      from: { path: http(folder) },
      to: { path: inside('http'), pathNot: http(`(${allowed})`) },
    })),
    {
      name: 'no-imports-of-the-module-file',
      severity: 'error',
      from: { path: '^src/social-auth/[^/]+/' },
      to: { path: '^src/social-auth/[^/]+$' },
    },
    {
      name: 'no-jwt-library-outside-tokens',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [
          inside('tokens'),
          '^src/access-token/',
          '^src/social-auth/social-auth\\.module\\.ts$',
          '^src/verifier/',
        ],
      },
      to: { path: 'node_modules/(@nestjs/jwt|jsonwebtoken)/' },
    },
    {
      name: 'no-prisma-outside-stores',
      severity: 'error',
      from: {
        path: '^src/social-auth/',
        pathNot: [
          '\\.(store|service)\\.ts$',
          inside('database'),
          '^src/social-auth/(social-auth\\.module|index)\\.ts$',
        ],
      },
      to: { path: ['^src/generated/', 'node_modules/@prisma/'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules', '^src/generated'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
