import type { ModelNames, UserFieldNames } from '../../src/social-auth/index.js';
import { mapNames, RELATIONS, type SchemaEdits } from './prisma-schema.js';
import { auditedSoftDelete, type AppClient } from './app-client.js';

/** A developer's schema, with the module's models added to it. */
export interface Variant {
  readonly name: string;
  /** Whether it is also part of the normal run. */
  readonly isRepresentative: boolean;
  readonly generator: 'prisma-client' | 'prisma-client-js';
  /** PostgreSQL schemas of the datasource. Default: those of the search path. */
  readonly schemas?: readonly string[];
  /** The developer's own models, with the relations of the module. */
  readonly models: string;
  readonly edits: SchemaEdits;
  readonly names: ModelNames;
  readonly userFields: UserFieldNames;
  /** Field names of the user model in the data that the test creates and reads. */
  readonly emailField: string;
  readonly extend: (client: AppClient) => AppClient;
  /** Model operations that the extension of the client must have seen. */
  readonly seenOperations: readonly string[];
}

const DEFAULTS = {
  isRepresentative: false,
  generator: 'prisma-client',
  edits: {},
  names: {},
  userFields: {},
  emailField: 'email',
  extend: (client: AppClient) => client,
  seenOperations: [],
} as const;

const user = (id: string, additions = RELATIONS, fields = '') => `
model User {
  id        ${id}
  email     String?   @unique
  name      String?
  createdAt DateTime  @default(now())
  updatedAt DateTime  @updatedAt${fields}
${additions}
}`;

const DISABLED = '\n  disabledAt DateTime?';

/** A user model and an Account of the app's own, with other names for all fields. */
const BANK = `
model Member {
  memberId     Int       @id @default(autoincrement())
  mail         String?   @unique
  displayName  String?
  avatar       String?
  role         Role      @default(customer)
  lockedAt     DateTime?
  emailVerifiedAt DateTime?
  bankAccounts Account[]
  logins       SocialLogin[]
  sessions     LoginSession[]
  codes        LoginCode[]
}

enum Role {
  customer
  clerk
}

model Account {
  iban     String @id
  balance  Int    @default(0)
  memberId Int
  member   Member @relation(fields: [memberId], references: [memberId])
}`;

const BANK_NAMES: ModelNames = {
  user: 'Member',
  account: 'SocialLogin',
  session: 'LoginSession',
  authorizationCode: 'LoginCode',
};

const BANK_EDITS: SchemaEdits = {
  userId: 'Int',
  userIdField: 'memberId',
  rename: {
    User: 'Member',
    Account: 'SocialLogin',
    Session: 'LoginSession',
    AuthorizationCode: 'LoginCode',
  },
};

const BANK_FIELDS: UserFieldNames = {
  id: 'memberId',
  email: 'mail',
  name: 'displayName',
  picture: 'avatar',
  roles: 'role',
  disabledAt: 'lockedAt',
  emailVerified: 'emailVerifiedAt',
};

const BANK_DEFAULTS = {
  ...DEFAULTS,
  names: BANK_NAMES,
  userFields: BANK_FIELDS,
  emailField: 'mail',
};

export const VARIANTS: readonly Variant[] = [
  {
    ...DEFAULTS,
    name: 'uuid ids and the generator prisma-client-js',
    generator: 'prisma-client-js',
    models: user('String @id @default(uuid()) @db.Uuid', RELATIONS, DISABLED),
  },
  {
    ...DEFAULTS,
    name: 'cuid ids, and a client with query logging and soft delete',
    isRepresentative: true,
    models: user('String @id @default(cuid())', RELATIONS, '\n  deletedAt DateTime?'),
    edits: { userId: 'String' },
    userFields: { disabledAt: 'deletedAt' },
    extend: auditedSoftDelete,
    seenOperations: ['User.create', 'User.findFirst', 'User.findUnique'],
  },
  {
    ...DEFAULTS,
    name: 'Int ids',
    models: user('Int @id @default(autoincrement())', RELATIONS, DISABLED),
    edits: { userId: 'Int' },
  },
  {
    ...DEFAULTS,
    name: 'BigInt ids',
    models: user('BigInt @id @default(autoincrement())', RELATIONS, DISABLED),
    edits: { userId: 'BigInt' },
  },
  {
    ...BANK_DEFAULTS,
    name: 'other names of models, fields, tables and columns, and the generator prisma-client-js',
    isRepresentative: true,
    generator: 'prisma-client-js',
    models: mapNames(BANK),
    edits: { ...BANK_EDITS, isMapped: true },
  },
  {
    ...BANK_DEFAULTS,
    name: 'other names of models and fields',
    models: BANK,
    edits: BANK_EDITS,
  },
  {
    ...DEFAULTS,
    name: 'mapped tables and columns',
    models: mapNames(user('String @id @default(uuid()) @db.Uuid', RELATIONS, DISABLED)),
    edits: { isMapped: true },
  },
  {
    ...DEFAULTS,
    name: "the module's models in the PostgreSQL schema of the app",
    schemas: ['shop'],
    models: user('Int @id @default(autoincrement())', `${RELATIONS}\n  @@schema("shop")`, DISABLED),
    edits: { userId: 'Int', schema: 'shop' },
  },
  {
    ...DEFAULTS,
    name: "the module's models in a PostgreSQL schema of their own, with relations",
    schemas: ['shop', 'auth'],
    models: user('Int @id @default(autoincrement())', `${RELATIONS}\n  @@schema("shop")`, DISABLED),
    edits: { userId: 'Int', schema: 'auth' },
  },
  {
    ...DEFAULTS,
    name: "BigInt ids, and the module's models in a PostgreSQL schema of their own, without relations",
    isRepresentative: true,
    schemas: ['shop', 'auth'],
    models: user('BigInt @id @default(autoincrement())', '\n  @@schema("shop")', DISABLED),
    edits: { userId: 'BigInt', schema: 'auth', isWithoutRelation: true },
  },
];

/** The developer's schema before the module's models and their PostgreSQL schema are added to it. */
export function withoutSocialAuth(schema: string): string {
  const relation =
    /^ +\w+ +(Account|Session|AuthorizationCode|SocialLogin|LoginSession|LoginCode)\[\].*\n?/gm;
  return schema
    .replace(relation, (line) => (line.includes('bankAccounts') ? line : ''))
    .replace(', "auth"', '');
}
