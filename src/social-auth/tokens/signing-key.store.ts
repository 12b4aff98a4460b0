import { Inject, Injectable } from '@nestjs/common';
import { Database, type Executor } from '../database/database.js';
import { SCHEMA, type Schema } from '../database/schema.js';
import { epochMs, timestamp } from '../database/sql.js';

/** A row of the signing key table. */
export interface StoredKey {
  readonly kid: string;
  readonly algorithm: string;
  /** For administrators. The public key in use is derived from the private key. */
  readonly publicJwk: object;
  /** Encrypted PKCS #8 PEM. */
  readonly privateKey: string;
  readonly createdAt: Date;
  /** The key is only published before this time. */
  readonly signsFrom: Date;
}

/** A change of the keys. */
export interface KeyChange {
  readonly add?: StoredKey | undefined;
  /** Ids of the keys to delete. */
  readonly remove: readonly string[];
}

/** All keys, newest first, and the time of the database at which they were read. */
export interface StoredKeys {
  readonly keys: readonly StoredKey[];
  readonly now: Date;
}

/** Times in milliseconds since 1970. `kid` is null in the only row of an empty table. */
type KeyRow = Omit<StoredKey, 'kid' | 'createdAt' | 'signsFrom'> & {
  kid: string | null;
  createdAt: number;
  signsFrom: number;
  now: number;
};

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

  /** Returns all keys. */
  all(): Promise<StoredKeys> {
    return this.#read(this.database);
  }

  /**
   * Changes the keys in a serializable transaction. If two instances change them at the same time, one of them starts
   * again.
   *
   * @param plan returns the change for the current keys, which include the changes of other instances. Called again for
   *   each attempt
   * @returns all keys after the change
   */
  update(plan: (current: StoredKeys) => KeyChange): Promise<StoredKeys> {
    return this.database.transaction(async (transaction) => {
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
    }, 'Serializable');
  }

  async #read(executor: Executor): Promise<StoredKeys> {
    const rows = await executor.query<KeyRow>(this.#sql.all);
    return { keys: rows.flatMap(toStoredKeys), now: new Date(rows[0]?.now ?? NaN) };
  }
}

function toStoredKeys({ kid, createdAt, signsFrom, ...row }: KeyRow): StoredKey[] {
  if (kid === null) return [];
  const { algorithm, publicJwk, privateKey } = row;
  const times = { createdAt: new Date(createdAt), signsFrom: new Date(signsFrom) };
  return [{ kid, algorithm, publicJwk, privateKey, ...times }];
}

function statements({ signingKey: key }: Schema) {
  return {
    /** Returns one row without a key when the table is empty, so that the result always contains the time. */
    all: {
      name: 'list signing keys',
      isIdempotent: true,
      text: `SELECT ${epochMs('c."now"')} AS "now", k.${key.kid} AS "kid", k.${key.algorithm} AS "algorithm",
          k.${key.publicJwk} AS "publicJwk", k.${key.privateKey} AS "privateKey",
          ${epochMs(`k.${key.createdAt}`)} AS "createdAt", ${epochMs(`k.${key.signsFrom}`)} AS "signsFrom"
        FROM (SELECT clock_timestamp() AS "now") c LEFT JOIN ${key.table} k ON true
        ORDER BY k.${key.signsFrom} DESC, k.${key.createdAt} DESC, k.${key.kid} DESC`,
    },
    remove: {
      name: 'delete signing keys',
      text: `DELETE FROM ${key.table} WHERE ${key.kid} IN (SELECT jsonb_array_elements_text($1::jsonb))`,
    },
    add: {
      name: 'add signing key',
      text: `INSERT INTO ${key.table} (${key.kid}, ${key.algorithm}, ${key.publicJwk}, ${key.privateKey},
          ${key.createdAt}, ${key.signsFrom})
        VALUES ($1, $2, $3::jsonb, $4, ${timestamp('$5')}, ${timestamp('$6')})`,
    },
  };
}
