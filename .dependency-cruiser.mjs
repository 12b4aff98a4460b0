// The floors of the house: imports run down only.
//
//   app → social-auth/index.ts → module → http → flows → rooms → core

const ROOMS = 'providers|tokens|users|sessions|revocation|audit|limits';
const inside = (folder) => `^src/social-auth/${folder}/`;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['^src/(main|doctor|migrate|rotate-keys)\\.ts$', '^src/verifier/index\\.ts$'],
      },
      to: {},
    },
    {
      name: 'module-only-through-its-index',
      severity: 'error',
      from: { pathNot: '^src/(social-auth|verifier)/' },
      to: { path: '^src/social-auth/', pathNot: '^src/social-auth/index\\.ts$' },
    },
    {
      name: 'module-knows-nothing-of-its-surroundings',
      severity: 'error',
      from: { path: '^src/social-auth/' },
      to: { path: '^src/', pathNot: '^src/(social-auth|generated)/' },
    },
    {
      name: 'verifier-shares-the-check-alone',
      comment: 'a service that only verifies loads no database, no pages, no Passport',
      severity: 'error',
      from: { path: '^src/verifier/' },
      to: {
        path: '^src/',
        pathNot: [
          '^src/verifier/',
          '^src/social-auth/core/(clock|principal)\\.ts$',
          '^src/social-auth/providers/http-client\\.ts$',
          '^src/social-auth/tokens/access-token-reader\\.ts$',
        ],
      },
    },
    {
      name: 'stand-in-stands-alone',
      severity: 'error',
      from: { path: '^src/stand-in/' },
      to: { path: '^src/', pathNot: '^src/stand-in/' },
    },
    {
      name: 'database-stands-alone',
      severity: 'error',
      from: { path: '^src/database/' },
      to: { path: '^src/', pathNot: '^src/database/' },
    },
    {
      name: 'core-is-pure',
      comment: 'nouns, errors, options: no Nest, no I/O, no floor above',
      severity: 'error',
      from: { path: inside('core') },
      to: { pathNot: [inside('core'), '^(node:)?(crypto|events)$', 'node_modules/zod/'] },
    },
    {
      name: 'rooms-look-down-only',
      severity: 'error',
      from: { path: inside(`(${ROOMS})`) },
      to: {
        path: '^src/social-auth/',
        pathNot: [inside('core'), '^src/social-auth/$1/'],
      },
    },
    {
      name: 'flows-know-no-edge',
      comment: 'flows see no request, no Prisma, no Passport',
      severity: 'error',
      from: { path: inside('flows') },
      to: {
        path: [
          inside('http'),
          '^src/generated/',
          'node_modules/(passport|@nestjs/passport|@prisma|preact)',
        ],
      },
    },
    {
      name: 'http-comes-last',
      severity: 'error',
      from: { path: inside(`(flows|${ROOMS}|core)`) },
      to: { path: [inside('http'), '^src/social-auth/[^/]+$'] },
    },
    {
      name: 'flows-above-rooms',
      severity: 'error',
      from: { path: inside(`(${ROOMS}|core)`) },
      to: { path: inside('flows') },
    },
    {
      name: 'wiring-is-nobodys-dependency',
      severity: 'error',
      from: { path: inside('http') },
      to: { path: '^src/social-auth/[^/]+$' },
    },
    {
      name: 'only-tokens-know-the-jwt-library',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [
          inside('tokens'),
          '^src/social-auth/social-auth\\.module\\.ts$',
          '^src/verifier/',
        ],
      },
      to: { path: 'node_modules/(@nestjs/jwt|jsonwebtoken)/' },
    },
    {
      name: 'only-stores-know-prisma',
      severity: 'error',
      from: {
        path: '^src/social-auth/',
        pathNot: [
          '\\.(store|service)\\.ts$',
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
