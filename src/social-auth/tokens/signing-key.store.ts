import { Inject, Injectable } from '@nestjs/common';
import type { Prisma, PrismaClient } from '../../generated/prisma/client.js';
import { PRISMA } from '../core/options.js';

/** A signing key as it is stored: the private half is sealed. */
export interface StoredKey {
  kid: string;
  algorithm: string;
  /** For people who look at the table; what verifies is derived from the sealed half. */
  publicJwk: Prisma.JsonValue;
  privateKey: string;
  createdAt: Date;
  /** From here on it signs; before, it is only published. */
  signsFrom: Date;
}

/** What a new key brings along; `publicJwk` has to be plain JSON. */
export type NewKey = Omit<StoredKey, 'publicJwk'> & { publicJwk: Prisma.InputJsonObject };

/** What is to become of the keys. */
export interface KeyChange {
  add?: NewKey | undefined;
  /** Ids of the keys to delete. */
  remove: readonly string[];
}

/** Serialises the changing of keys among all instances on one database. */
const KEY_LOCK = 0x736f6369;

const newestFirst = [
  { signsFrom: 'desc' },
  { createdAt: 'desc' },
  { kid: 'desc' },
] satisfies Prisma.SigningKeyOrderByWithRelationInput[];

/** Keeps the signing keys that all instances share. */
@Injectable()
export class SigningKeyStore {
  constructor(@Inject(PRISMA) private readonly prisma: PrismaClient) {}

  /** @returns every key, newest first. */
  all(): Promise<StoredKey[]> {
    return this.prisma.signingKey.findMany({ orderBy: newestFirst });
  }

  /**
   * Changes the keys, one instance at a time.
   *
   * @param plan called under a lock that all instances share, with the keys there are, newest first;
   *   it looks whether another instance was faster
   * @returns all keys afterwards, newest first
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
      // A stricter level would read as of the moment before the lock was waited for.
      { isolationLevel: 'ReadCommitted' },
    );
  }
}
