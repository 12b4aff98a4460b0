import { Inject, Injectable } from '@nestjs/common';
import { ConfigurationError } from '../core/errors.js';
import { PRISMA } from '../core/options.js';
import { Database, type Statement, type Transaction } from '../database/database.js';
import { delegateOf, type PrismaClientLike } from '../database/prisma-client.js';
import { SCHEMA, type Schema } from '../database/schema.js';
import { toRoles } from '../database/sql.js';
import { parseUserId } from '../database/user-id.js';
import type { ProfileData } from './profile-sync.js';
import type { ChangeOutcome, RequiredRole, RolesOutcome, User, UserProfile } from './user.js';
import { changeValues, userStatements } from './user-statements.js';

/** A row with the fields of a user, the roles as JSON, and the time of the deletion in milliseconds. */
export type UserRow = Omit<UserProfile, 'roles' | 'deleteAfter'> & {
  readonly roles: unknown;
  readonly deleteAfter: number | null;
};

/** The result of a statement that requires a role. */
export interface ChangeRow {
  readonly isAllowed: boolean;
  readonly isFound: boolean;
}

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

  /**
   * Returns the id of a user as the database writes it.
   *
   * @param text untrusted input
   * @returns undefined when no user can have the id
   */
  parseId(text: string): string | undefined {
    return parseUserId(this.schema, text);
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
    const id = this.parseId(userId);
    if (id === undefined) return null;
    const [row] = await this.database.query<UserRow>(this.#sql.find, [id]);
    return row === undefined ? null : toUserProfile(row);
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

  /** Whether a user is enabled and has a role. */
  async hasRole({ actorId, role }: RequiredRole): Promise<boolean> {
    const id = this.parseId(actorId);
    if (id === undefined) return false;
    return (await this.database.query(this.#sql.hasRole, [id, role])).length > 0;
  }

  /**
   * Sets or clears the field `disabledAt`.
   *
   * @throws ConfigurationError when the user model has no such field
   */
  async setDisabled(
    userId: string,
    isDisabled: boolean,
    required?: RequiredRole,
  ): Promise<ChangeOutcome> {
    this.#requireField('disabledAt', 'users cannot be disabled', 'DateTime? @db.Timestamptz(3)');
    return this.#change(isDisabled ? this.#sql.disable : this.#sql.enable, userId, required);
  }

  /**
   * Replaces the roles of a user. If the model has a single role instead of a list, only the first one is stored.
   *
   * @throws ConfigurationError when the user model has no field for roles
   */
  async setRoles(
    userId: string,
    roles: readonly string[],
    required?: RequiredRole,
  ): Promise<RolesOutcome> {
    const statement = this.#sql.setRoles;
    if (statement === undefined) {
      this.#requireField('roles', 'users cannot have roles', 'String[] @default([])');
      return { outcome: 'unknown' };
    }
    const values = [...changeValues(userId, required), JSON.stringify(roles)];
    const [row] = await this.database.query<ChangeRow & { before: unknown; after: unknown }>(
      statement,
      values,
    );
    const outcome = toOutcome(row);
    if (outcome !== 'changed') return { outcome };
    return { outcome, before: toRoles(row?.before), after: toRoles(row?.after) };
  }

  async #change(
    statement: Statement,
    userId: string,
    required: RequiredRole | undefined,
  ): Promise<ChangeOutcome> {
    const [row] = await this.database.query<ChangeRow>(statement, changeValues(userId, required));
    return toOutcome(row);
  }

  #requireField(field: 'disabledAt' | 'roles', consequence: string, type: string): void {
    const { fields, names } = this.schema.user;
    if (fields[field] !== undefined) return;
    const problem = `has a model ${names.model} without a field ${field}, so ${consequence}`;
    const fix = `Add this line to it and create a migration: ${field} ${type}`;
    throw new ConfigurationError([{ option: 'prisma', problem, fix }]);
  }

  /** @returns undefined when the text cannot be an id of the app's users. */
  #where(userId: string): object | undefined {
    const { fields, types } = this.schema.user;
    const id = this.parseId(userId);
    if (id === undefined) return undefined;
    if (types.id === 'String') return { [fields.id]: id };
    return { [fields.id]: types.id === 'BigInt' ? BigInt(id) : Number(id) };
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

/** Returns the fields of a user without the other columns of a row. */
export function toUserProfile(row: UserRow): UserProfile {
  const { id, name, email, emailVerified, picture, roles, isDisabled, deleteAfter } = row;
  return {
    id,
    name,
    email,
    emailVerified,
    picture,
    roles: toRoles(roles),
    isDisabled,
    deleteAfter: deleteAfter === null ? null : new Date(deleteAfter),
  };
}

/** @returns the outcome of a statement that requires a role. */
export function toOutcome(row: ChangeRow | undefined): ChangeOutcome {
  if (row?.isAllowed !== true) return 'forbidden';
  return row.isFound ? 'changed' : 'unknown';
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
