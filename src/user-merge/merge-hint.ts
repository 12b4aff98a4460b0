import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  ConfigurationError,
  FeatureDatabase,
  type AccountPageOwner,
  type ConfigurationIssue,
} from '../social-auth/index.js';
import { MERGE_TABLES, type MergeTables } from './user-merge-models.js';

interface IndexFacts {
  readonly expression: string;
  readonly condition: string | null;
}

/**
 * Determines whether a person may already have another user, by comparing the verified email addresses of accounts.
 */
@Injectable()
export class MergeHint implements OnModuleInit {
  readonly #sql: ReturnType<typeof statements>;

  constructor(
    private readonly database: FeatureDatabase,
    @Inject(MERGE_TABLES) tables: MergeTables,
  ) {
    this.#sql = statements(database, tables);
  }

  /**
   * Checks that the database has an index for the query of the hint.
   *
   * @throws ConfigurationError with the statement that creates the index
   */
  async onModuleInit(): Promise<void> {
    const { account } = this.database.tables;
    const indexes = await this.database.query<IndexFacts>(this.#sql.indexes, [account.table]);
    const names = { email: nameOf(account.email), emailVerified: nameOf(account.emailVerified) };
    const isPresent = indexes.some(({ expression, condition }) => {
      const indexed = /^lower\(\(?"?(.+?)"?\)?(?:::text)?\)$/.exec(expression)?.[1];
      const covers = condition === null || nameOf(condition) === names.emailVerified;
      return indexed?.replaceAll('""', '"') === names.email && covers;
    });
    if (isPresent) return;
    const issue: ConfigurationIssue = {
      option: 'prisma',
      problem: `is connected to a database whose table ${account.table} has no index of verified email addresses`,
      fix: `Append this statement to a migration: ${createIndex(this.database)}`,
    };
    throw new ConfigurationError([issue]);
  }

  /**
   * Returns whether an older account of another user has the same verified email address as the only account of this
   * user. If this user has several accounts, returns false without a query.
   */
  async appliesTo({ userId, accounts }: AccountPageOwner): Promise<boolean> {
    const [account, ...others] = accounts;
    if (account === undefined || others.length > 0) return false;
    if (account.email === null || !account.emailVerified) return false;
    const values = [account.email, account.id, userId];
    return (await this.database.query(this.#sql.find, values)).length > 0;
  }

  /** Hides the hint from a user permanently. */
  async dismiss(userId: string): Promise<void> {
    await this.database.query(this.#sql.dismiss, [userId]);
  }
}

function statements(database: FeatureDatabase, { UserMergeHint: hint }: MergeTables) {
  const { account, user } = database.tables;
  const { names } = user;
  return {
    /** $1 email address, $2 account, $3 user. */
    find: {
      name: 'find merge hint',
      isIdempotent: true,
      text: `SELECT 1 AS "found" FROM ${account.table} other
        JOIN ${names.table} u ON u.${names.id} = other.${account.userId}
        WHERE lower(other.${account.email}) = lower($1) AND other.${account.emailVerified}
          AND other.${account.userId} <> $3 AND ${database.isEnabled('u')}
          AND other.${account.createdAt} < (SELECT a.${account.createdAt} FROM ${account.table} a WHERE a.${account.id} = $2)
          AND NOT EXISTS (SELECT FROM ${hint.table} h WHERE h.${hint.userId} = $3)
        LIMIT 1`,
    },
    dismiss: {
      name: 'dismiss merge hint',
      isIdempotent: true,
      text: `INSERT INTO ${hint.table} (${hint.userId}, ${hint.dismissedAt}) VALUES ($1, clock_timestamp())
        ON CONFLICT (${hint.userId}) DO NOTHING`,
    },
    indexes: {
      name: 'describe account indexes',
      isIdempotent: true,
      text: `SELECT pg_get_indexdef(i.indexrelid, 1, true) AS "expression",
          pg_get_expr(i.indpred, i.indrelid, true) AS "condition"
        FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
        WHERE i.indrelid = to_regclass($1)::oid AND i.indisvalid AND m.amname = 'btree'`,
    },
  };
}

function createIndex({ tables: { account } }: FeatureDatabase): string {
  const name = `"${account.model.replaceAll('"', '""')}_verified_email_idx"`;
  return `CREATE INDEX IF NOT EXISTS ${name} ON ${account.table} (lower(${account.email})) WHERE ${account.emailVerified};`;
}

/** Removes the quotes from the name of a column, if it has quotes. */
const nameOf = (column: string) => column.replace(/^"(.*)"$/, '$1').replaceAll('""', '"');
