/** A model that the module or an optional feature needs in the app's Prisma schema. */
export interface ModelDefinition {
  /** Default name of the model. */
  readonly name: string;
  /** The definition of each field. */
  readonly fields: Readonly<Record<string, string>>;
  /** The fields that contain the id of a user, in addition to `userId` and `actorId`. */
  readonly userReferences?: readonly string[];
  /** The fields of a unique index on several fields. */
  readonly unique?: readonly string[];
}

/** The module's own models, with the definitions of their fields in `prisma/social-auth.prisma`. */
export const MODELS = {
  account: {
    name: 'Account',
    fields: {
      id: 'String @id @default(uuid(7)) @db.Uuid',
      userId: 'String @db.Uuid',
      provider: 'String',
      subject: 'String',
      username: 'String?',
      name: 'String?',
      email: 'String?',
      emailVerified: 'Boolean @default(false)',
      picture: 'String?',
      createdAt: 'DateTime @default(now()) @db.Timestamptz(3)',
      updatedAt: 'DateTime @updatedAt @db.Timestamptz(3)',
    },
    unique: ['provider', 'subject'],
  },
  session: {
    name: 'Session',
    fields: {
      id: 'String @id @db.Uuid',
      userId: 'String @db.Uuid',
      accountId: 'String? @db.Uuid',
      provider: 'String',
      mode: 'String @default("cookie")',
      clientId: 'String @default("browser")',
      generation: 'Int @default(1)',
      previousGeneration: 'Int @default(0)',
      userAgent: 'String?',
      createdAt: 'DateTime @db.Timestamptz(3)',
      refreshedAt: 'DateTime @db.Timestamptz(3)',
      expiresAt: 'DateTime @db.Timestamptz(3)',
      revokedAt: 'DateTime? @db.Timestamptz(3)',
      revocationReason: 'String?',
    },
  },
  revocation: {
    name: 'SessionRevocation',
    fields: {
      sessionId: 'String @id @db.Uuid',
      revokedAt: 'DateTime @db.Timestamptz(3)',
    },
  },
  roleChange: {
    name: 'RoleChange',
    fields: {
      userId: 'String @id @db.Uuid',
      roles: 'Json',
      changedAt: 'DateTime @db.Timestamptz(3)',
    },
  },
  authorizationCode: {
    name: 'AuthorizationCode',
    fields: {
      codeHash: 'String @id',
      sessionId: 'String @unique @db.Uuid',
      userId: 'String @db.Uuid',
      accountId: 'String @db.Uuid',
      provider: 'String',
      clientId: 'String',
      codeChallenge: 'String',
      userAgent: 'String?',
      expiresAt: 'DateTime @db.Timestamptz(3)',
    },
  },
  signingKey: {
    name: 'SigningKey',
    fields: {
      kid: 'String @id',
      algorithm: 'String',
      publicJwk: 'Json',
      privateKey: 'String',
      createdAt: 'DateTime @db.Timestamptz(3)',
      signsFrom: 'DateTime @db.Timestamptz(3)',
    },
  },
  auditEvent: {
    name: 'AuditEvent',
    fields: {
      id: 'String @id @default(uuid(7)) @db.Uuid',
      type: 'String',
      userId: 'String? @db.Uuid',
      sessionId: 'String? @db.Uuid',
      provider: 'String?',
      detail: 'String?',
      userAgent: 'String?',
      count: 'Int @default(1)',
      at: 'DateTime @db.Timestamptz(3)',
      actorId: 'String? @db.Uuid',
      actorSessionId: 'String? @db.Uuid',
    },
  },
} as const satisfies Readonly<Record<string, ModelDefinition>>;

/** Returns whether a field contains the id of a user, and thus has the type of the app's user ids. */
export function isUserReference(field: string, { userReferences = [] }: ModelDefinition): boolean {
  return field === 'userId' || field === 'actorId' || userReferences.includes(field);
}

/**
 * Returns the definition of a field that contains a user id, with the type of the app's user ids instead of
 * `String @db.Uuid`.
 */
export function withUserIdType(definition: string, type: string): string {
  return definition.replace(/^String/, type).replace(' @db.Uuid', '');
}

/** Returns the type of a field in {@link MODELS}, such as `String` of `String? @db.Uuid`. */
export function typeOf(definition: string): string {
  return /^\w+/.exec(definition)?.[0] ?? '';
}

/** The module's models by the names that the options use. */
export type ModelKey = keyof typeof MODELS;

/** Fields of one of the module's models. */
export type ModelField<K extends ModelKey> = keyof (typeof MODELS)[K]['fields'];

/** Fields of the app's user model that the module reads and writes where they exist. Only `id` is required. */
export const USER_FIELDS = [
  'id',
  'name',
  'email',
  'emailVerified',
  'picture',
  'roles',
  'disabledAt',
  'deleteAfter',
] as const;

/** A field of the user model, by the name that the module uses. */
export type UserField = (typeof USER_FIELDS)[number];

/**
 * Names of the models in the app's Prisma schema. A model that is left out has its default name, such as `Account`.
 *
 * @publicApi
 */
export type ModelNames = { readonly [K in ModelKey | 'user']?: string };

/**
 * Names of the fields of the app's user model. With `false`, the module does not use the field. A field that is left
 * out has its default name, such as `picture`, and is used if the model has it.
 *
 * @example
 * ```ts
 * { name: 'displayName', picture: 'avatarUrl', emailVerified: false }
 * ```
 *
 * @publicApi
 */
export type UserFieldNames = { readonly id?: string } & {
  readonly [K in Exclude<UserField, 'id'>]?: string | false;
};
