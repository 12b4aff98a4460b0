import { Inject, Injectable } from '@nestjs/common';
import { ConfigurationError } from '../core/errors.js';
import { PRISMA } from '../core/options.js';
import { Database, type Transaction } from '../database/database.js';
import { delegateOf, type PrismaClientLike } from '../database/prisma-client.js';
import { SCHEMA, type Schema } from '../database/schema.js';
import { toRoles } from '../database/sql.js';
import type { ProfileData } from './profile-sync.js';
import type { User, UserProfile } from './user.js';
import { userStatements } from './user-statements.js';

type UserRow = Omit<UserProfile, 'roles'> & { readonly roles: unknown };

/**
 * Reads and writes the app's own user model.
 *
 * Rows are created, updated and loaded through Prisma, so that the defaults and extensions of the app's client apply.
 */
@Injectable()
export class UserStore {
  readonly #sql: ReturnType<typeof userStatements>;

  constructor(
    private readonly database: Database,
    @Inject(PRISMA) private readonly prisma: PrismaClientLike,
    @Inject(SCHEMA) private readonly schema: Schema,
  ) {
    this.#sql = userStatements(schema);
  }

  /** @returns the row as Prisma loads it, or null when it does not exist. */
  async load(userId: string): Promise<User | null> {
    const { model } = this.schema.user.names;
    const where = this.#where(userId);
    if (where === undefined) return null;
    const users = delegateOf(this.prisma, model);
    return (await this.database.read(() => users.findUnique({ where }))) as User | null;
  }

  /** @returns the fields that the module uses, or null when the user does not exist. */
  async findProfile(userId: string): Promise<UserProfile | null> {
    const [row] = await this.database.query<UserRow>(this.#sql.find, [userId]);
    return row === undefined ? null : { ...row, roles: toRoles(row.roles) };
  }

  /**
   * Creates a user from a profile.
   *
   * @returns its id
   * @throws ConfigurationError when the user model requires a field that the profile does not set
   */
  async create(profile: ProfileData, { client }: Transaction): Promise<string> {
    const { fields, names } = this.schema.user;
    const query = { data: this.#data(profile), select: { [fields.id]: true } };
    try {
      const created = await delegateOf(client, names.model).create(query);
      return String(created[fields.id]);
    } catch (error) {
      throw requiredFieldError(error, names.model) ?? error;
    }
  }

  async update(
    userId: string,
    changes: Partial<ProfileData>,
    { client }: Transaction,
  ): Promise<void> {
    const { fields, names } = this.schema.user;
    const data = this.#data(changes);
    const where = this.#where(userId);
    if (where === undefined || Object.keys(data).length === 0) return;
    const select = { [fields.id]: true };
    await delegateOf(client, names.model).update({ where, data, select });
  }

  /**
   * Sets or clears the field `disabledAt`.
   *
   * @returns false when the user does not exist
   * @throws ConfigurationError when the user model has no such field
   */
  async setDisabled(userId: string, isDisabled: boolean): Promise<boolean> {
    const { fields, names } = this.schema.user;
    if (fields.disabledAt === undefined) {
      const problem = `has a model ${names.model} without a field disabledAt, so users cannot be disabled`;
      const fix =
        'Add this line to it and create a migration: disabledAt DateTime? @db.Timestamptz(3)';
      throw new ConfigurationError([{ option: 'prisma', problem, fix }]);
    }
    const statement = isDisabled ? this.#sql.disable : this.#sql.enable;
    return (await this.database.query(statement, [userId])).length > 0;
  }

  /** @returns false when the user does not exist. */
  async delete(userId: string): Promise<boolean> {
    return (await this.database.query(this.#sql.delete, [userId])).length > 0;
  }

  /** @returns undefined when the text cannot be an id of the app's users. */
  #where(userId: string): object | undefined {
    const { fields, types } = this.schema.user;
    if (types.id === 'String') return { [fields.id]: userId };
    if (!/^-?\d{1,19}$/.test(userId)) return undefined;
    return { [fields.id]: types.id === 'BigInt' ? BigInt(userId) : Number(userId) };
  }

  /** The profile under the field names of the app's model. */
  #data(profile: Partial<ProfileData>): Record<string, unknown> {
    const { fields, types } = this.schema.user;
    const data: Record<string, unknown> = {};
    for (const field of ['name', 'email', 'picture'] as const) {
      const name = fields[field];
      if (name !== undefined && profile[field] !== undefined) data[name] = profile[field];
    }
    const { emailVerified } = profile;
    if (fields.emailVerified !== undefined && emailVerified !== undefined) {
      const time = emailVerified ? new Date() : null;
      data[fields.emailVerified] = types.emailVerified === 'Boolean' ? emailVerified : time;
    }
    return data;
  }
}

/** Replaces Prisma's message about a missing value, which contains the profile. */
function requiredFieldError(error: unknown, model: string): ConfigurationError | undefined {
  const message = error instanceof Error ? error.message : '';
  const [, field] = /Argument `(\w+)` (?:is missing|must not be null)/.exec(message) ?? [];
  if (field === undefined) return undefined;
  const problem = `is required, because the model ${model} has the required field ${field}, for which this profile has no value`;
  const fix = 'Pass a hook that creates the user with it, or make the field optional.';
  return new ConfigurationError([{ option: 'createUser', problem, fix }]);
}
