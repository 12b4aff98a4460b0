import type { FeatureModel, Table } from '../social-auth/index.js';

/** The fields of the model, as defined in `prisma/social-auth-provider-tokens.prisma`. */
const FIELDS = {
  accountId: 'String @id @db.Uuid',
  userId: 'String @db.Uuid',
  provider: 'String',
  subject: 'String',
  accessToken: 'String',
  refreshToken: 'String?',
  scope: 'String',
  expiresAt: 'DateTime? @db.Timestamptz(3)',
  version: 'Int @default(1)',
  leasedUntil: 'DateTime? @db.Timestamptz(3)',
  retryAt: 'DateTime? @db.Timestamptz(3)',
  rejectedAt: 'DateTime? @db.Timestamptz(3)',
  revokeAt: 'DateTime? @db.Timestamptz(3)',
  attempts: 'Int @default(0)',
  createdAt: 'DateTime @db.Timestamptz(3)',
  updatedAt: 'DateTime @db.Timestamptz(3)',
} as const;

/** The quoted names of the table and its columns. */
export type ProviderTokenTable = Table<keyof typeof FIELDS>;

/** Injection token of the {@link ProviderTokenTable}. */
export const PROVIDER_TOKEN_TABLE = Symbol('nestjs-social-auth provider token table');

/** @param configuredName the name of the model in the app's Prisma schema */
export function providerTokenModel(configuredName: string | undefined): FeatureModel {
  return {
    name: 'ProviderToken',
    fields: FIELDS,
    file: 'node_modules/nestjs-social-auth/prisma/social-auth-provider-tokens.prisma',
    option: 'ProviderTokensModule.forRoot({ model })',
    configuredName,
  };
}

/**
 * The current time in the precision of the columns, as SQL. Without `date_trunc`, a column rounds the time, possibly up. What
 * is due or expired from now on would then not be so in a statement that follows at once.
 */
export const TRUNCATED_NOW = `date_trunc('milliseconds', clock_timestamp())`;
