import { Inject, Injectable } from '@nestjs/common';
import { Database, type Executor } from '../database/database.js';
import { SCHEMA, type Schema } from '../database/schema.js';
import { epochMs, timestamp } from '../database/sql.js';

/** A signing key as it is stored: the private key is encrypted. */
export interface StoredKey {
  readonly kid: string;
  readonly algorithm: string;
  /** Informational: verification derives the public key from the encrypted private key. */
  readonly publicJwk: object;
  readonly privateKey: string;
  readonly createdAt: Date;
  /** The key signs from this time on. Before, it is only published. */
  readonly signsFrom: Date;
}

/** A change of the keys. */
export interface KeyChange {
  readonly add?: StoredKey | undefined;
  /** Ids of the keys to delete. */
  readonly remove: readonly string[];
}

/** All keys, newest first, and the time of the database when they were read. */
export interface StoredKeys {
  readonly keys: readonly StoredKey[];
  readonly now: Date;
}

type KeyRow = Omit<StoredKey, 'createdAt' | 'signsFrom'> & {
  createdAt: number;
  signsFrom: number;
};

/** Identifies the advisory lock that serializes changes of the keys among all instances on one database. */
const ADVISORY_LOCK = 0x736f6369;

/** Reads and changes the signing keys that all instances share. */
@Injectable()
export class SigningKeyStore {
  readonly #sql: ReturnType<typeof statements>;

  constructor(
    private readonly database: Database,
    @Inject(SCHEMA) schema: Schema,
  ) {
    this.#sql = statements(schema);
  }

  /** @returns every key, newest first. */
  all(): Promise<StoredKeys> {
    return this.#read(this.database);
  }

  /**
   * Changes the keys, one instance at a time.
   *
   * @param plan decides the change, under a lock that all instances share; it sees the changes of faster instances
   * @returns the keys after the change
   */
  update(plan: (current: StoredKeys) => KeyChange): Promise<StoredKeys> {
    return this.database.transaction(async (transaction) => {
      await transaction.query(this.#sql.lock);
      const read = () => this.#read(transaction);
      const { add, remove } = plan(await read());
      if (remove.length > 0) await transaction.query(this.#sql.remove, [JSON.stringify(remove)]);
      if (add !== undefined) {
        const { kid, algorithm, publicJwk, privateKey, createdAt, signsFrom } = add;
        const jwk = JSON.stringify(publicJwk);
        const times = [createdAt.getTime(), signsFrom.getTime()];
        await transaction.query(this.#sql.add, [kid, algorithm, jwk, privateKey, ...times]);
      }
      return read();
    });
  }

  async #read(executor: Executor): Promise<StoredKeys> {
    const rows = await executor.query<KeyRow & { now: number }>(this.#sql.all);
    const keys = rows.flatMap(({ now: _, createdAt, signsFrom, ...key }) =>
      key.kid === null
        ? []
        : [{ ...key, createdAt: new Date(createdAt), signsFrom: new Date(signsFrom) }],
    );
    return { keys, now: new Date(rows[0]?.now ?? NaN) };
  }
}

function statements({ signingKey: key }: Schema) {
  return {
    /** One row without a key when there is none, so that the time of the database is always known. */
    all: {
      name: 'list signing keys',
      isIdempotent: true,
      text: `SELECT ${epochMs('c."now"')} AS "now", k.${key.kid} AS "kid", k.${key.algorithm} AS "algorithm",
          k.${key.publicJwk} AS "publicJwk", k.${key.privateKey} AS "privateKey",
          ${epochMs(`k.${key.createdAt}`)} AS "createdAt", ${epochMs(`k.${key.signsFrom}`)} AS "signsFrom"
        FROM (SELECT clock_timestamp() AS "now") c LEFT JOIN ${key} k ON true
        ORDER BY k.${key.signsFrom} DESC, k.${key.createdAt} DESC, k.${key.kid} DESC`,
    },
    lock: {
      name: 'lock signing keys',
      text: `SELECT 1 AS "locked" FROM (SELECT pg_advisory_xact_lock(${ADVISORY_LOCK})) l`,
    },
    remove: {
      name: 'delete signing keys',
      text: `DELETE FROM ${key} WHERE ${key.kid} IN (SELECT jsonb_array_elements_text($1::jsonb))`,
    },
    add: {
      name: 'add signing key',
      text: `INSERT INTO ${key} (${key.kid}, ${key.algorithm}, ${key.publicJwk}, ${key.privateKey},
          ${key.createdAt}, ${key.signsFrom})
        VALUES ($1, $2, $3::jsonb, $4, ${timestamp('$5')}, ${timestamp('$6')})`,
    },
  };
}
