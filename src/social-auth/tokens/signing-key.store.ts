import { Inject, Injectable } from '@nestjs/common';
import type { Prisma, PrismaClient } from '../../generated/prisma/client.js';
import { PRISMA } from '../core/options.js';

/** A row of the signing key table. */
export interface StoredKey {
  kid: string;
  algorithm: string;
  /** For people who read the table. The key in use is derived from the private key. */
  publicJwk: Prisma.JsonValue;
  /** Encrypted PKCS #8 PEM. */
  privateKey: string;
  createdAt: Date;
  /** The key is only published before this time. */
  signsFrom: Date;
}

/** A key to insert. */
export type NewKey = Omit<StoredKey, 'publicJwk'> & { publicJwk: Prisma.InputJsonObject };

/** A change of the key table. */
export interface KeyChange {
  add?: NewKey | undefined;
  /** Ids of the keys to delete. */
  remove: readonly string[];
}

/** Id of the PostgreSQL advisory lock under which keys are changed. */
const KEY_LOCK = 0x736f6369;

const newestFirst = [
  { signsFrom: 'desc' },
  { createdAt: 'desc' },
  { kid: 'desc' },
] satisfies Prisma.SigningKeyOrderByWithRelationInput[];

/** Stores the signing keys that all instances share. */
@Injectable()
export class SigningKeyStore {
  constructor(@Inject(PRISMA) private readonly prisma: PrismaClient) {}

  /** Returns all keys, newest first. */
  all(): Promise<StoredKey[]> {
    return this.prisma.signingKey.findMany({ orderBy: newestFirst });
  }

  /**
   * Changes the keys under a lock that all instances share.
   *
   * @param plan returns the change for the current keys, newest first
   * @returns all keys after the change, newest first
   */
  update(plan: (keys: readonly StoredKey[]) => KeyChange): Promise<StoredKey[]> {
    return this.prisma.$transaction(
      async (transaction) => {
        await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${KEY_LOCK}::bigint)`;
        const { add, remove } = plan(
          await transaction.signingKey.findMany({ orderBy: newestFirst }),
        );
        if (remove.length > 0) {
          await transaction.signingKey.deleteMany({ where: { kid: { in: [...remove] } } });
        }
        if (add !== undefined) await transaction.signingKey.create({ data: add });
        return transaction.signingKey.findMany({ orderBy: newestFirst });
      },
      // A stricter level would read a snapshot from before the lock was acquired.
      { isolationLevel: 'ReadCommitted' },
    );
  }
}
