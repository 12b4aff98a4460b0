import { Inject, Injectable } from '@nestjs/common';
import { SocialAuthError } from '../core/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../core/options.js';
import { Database, type Statement } from '../database/database.js';
import { SCHEMA, type Schema } from '../database/schema.js';
import { parseUserId } from '../database/user-id.js';
import type { UserProfile } from './user.js';
import { decodeCursor, encodeCursor, type UserCursor } from './user-search-cursor.js';
import { checkSearchIndexes, INDEX_FACTS, type IndexFacts } from './user-search-indexes.js';
import { USERS_PER_PAGE, userSearchStatements } from './user-search-statements.js';
import { toUserProfile, type UserRow } from './user.store.js';

/** Longer texts match nothing. */
const MAX_QUERY_LENGTH = 200;

/** The greatest character. A text followed by it is greater than all texts with that prefix. */
const GREATEST = '\u{10FFFF}';

/** Eight or more hexadecimal digits: the start of a UUID. */
const UUID_PREFIX = /^[\da-f]{8}(?:[\da-f-]{0,28})$/i;

interface MatchRow extends UserRow {
  readonly key: string | null;
}

/**
 * A page of users.
 *
 * @publicApi
 */
export interface UserPage {
  readonly users: readonly UserProfile[];
  /** Pass this value as `after` to receive the next page. Undefined on the last page. */
  readonly next: string | undefined;
}

/**
 * Finds users. Takes a few milliseconds for any number of users and on any page, with the indexes of `userSearchSql()`.
 *
 * @publicApi
 * @example
 * ```ts
 * const { users, next } = await this.search.find('vera');
 * ```
 */
@Injectable()
export class UserSearch {
  readonly #sql: ReturnType<typeof userSearchStatements>;

  constructor(
    private readonly database: Database,
    @Inject(SCHEMA) private readonly schema: Schema,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {
    this.#sql = userSearchStatements(schema);
  }

  /**
   * Checks the indexes. Call it when your app starts, for example in `onModuleInit()`.
   *
   * @throws ConfigurationError with the statement that creates each missing index
   */
  async verifyIndexes(): Promise<void> {
    const { table } = this.schema.user.names;
    checkSearchIndexes(this.schema, await this.database.query<IndexFacts>(INDEX_FACTS, [table]));
  }

  /**
   * Finds users whose name or email address starts with a text, in any case, or whose id or subject at a configured provider
   * is the text. The first eight digits of a UUID are enough.
   *
   * Users are ordered by the name or address that matches. A user whose name and address both match can be on two pages.
   *
   * @param query untrusted input; all users, newest first, when it is empty
   * @param after the value `next` of the previous page; untrusted input
   * @throws SocialAuthError `invalid_request` when `after` is malformed
   */
  async find(query = '', after?: string): Promise<UserPage> {
    const text = query.trim();
    const isSearchable = text.length <= MAX_QUERY_LENGTH && !text.includes('\0');
    if (!isSearchable) return { users: [], next: undefined };
    const cursor = after === undefined ? undefined : this.#parseCursor(after, text !== '');
    const [exact, matches] = await Promise.all([
      cursor === undefined && text !== '' ? this.#findExact(text) : [],
      text === '' ? this.#list(cursor) : this.#match(text, cursor),
    ]);
    const page = matches.slice(0, USERS_PER_PAGE);
    const last = matches.length > page.length ? page.at(-1) : undefined;
    return { users: distinct([...exact, ...page]), next: last && encodeCursor(last) };
  }

  /**
   * Finds the users with an email address, in any case. Email addresses are not unique.
   *
   * @returns at most ten users
   */
  async findByEmail(email: string): Promise<UserProfile[]> {
    return this.#sql.byEmail === undefined
      ? []
      : distinct(await this.#query(this.#sql.byEmail, [email]));
  }

  #list(cursor: UserCursor | undefined): Promise<MatchRow[]> {
    return cursor === undefined
      ? this.#query(this.#sql.first, [])
      : this.#query(this.#sql.next, [cursor.id]);
  }

  async #match(text: string, cursor: UserCursor | undefined): Promise<MatchRow[]> {
    const { search, searchMore } = this.#sql;
    if (search === undefined || searchMore === undefined) return [];
    const range = [text, text + GREATEST];
    return cursor === undefined
      ? this.#query(search, range)
      : this.#query(searchMore, [...range, cursor.key, cursor.id]);
  }

  async #findExact(text: string): Promise<UserRow[]> {
    const providers = JSON.stringify(this.options.providers.map(({ name }) => name));
    const bounds = this.#idBounds(text);
    const [byId, bySubject] = await Promise.all([
      bounds === undefined ? [] : this.#query(this.#sql.byId, bounds),
      this.#query(this.#sql.bySubject, [providers, text]),
    ]);
    return [...byId, ...bySubject];
  }

  /** Returns the first and the last id that a text can stand for. */
  #idBounds(text: string): [string, string] | undefined {
    const id = parseUserId(this.schema, text);
    if (id !== undefined) return [id, id];
    const digits = text.replaceAll('-', '');
    if (this.schema.user.idType !== 'uuid' || !UUID_PREFIX.test(text) || digits.length > 32) {
      return undefined;
    }
    return [digits.padEnd(32, '0'), digits.padEnd(32, 'f')];
  }

  #parseCursor(after: string, isSearch: boolean): UserCursor {
    const cursor = decodeCursor(after);
    const id = cursor && parseUserId(this.schema, cursor.id);
    if (cursor !== undefined && id !== undefined && isSearch === (cursor.key !== null)) {
      return { key: cursor.key, id };
    }
    throw new SocialAuthError('invalid_request', { reason: 'the cursor of the page is malformed' });
  }

  #query(statement: Statement, values: readonly unknown[]): Promise<MatchRow[]> {
    return this.database.query<MatchRow>(statement, values);
  }
}

/** Returns the users of rows, each one once. */
function distinct(rows: readonly UserRow[]): UserProfile[] {
  const users = new Map<string, UserProfile>();
  for (const row of rows) {
    if (!users.has(row.id)) users.set(row.id, toUserProfile(row));
  }
  return [...users.values()];
}
