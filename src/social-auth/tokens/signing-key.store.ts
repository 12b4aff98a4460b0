import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Prisma, PrismaClient } from '../../generated/prisma/client.js';
import { PRISMA } from '../core/options.js';

/** A signing key as it is stored: the private half is sealed. */
export interface StoredKey {
  kid: string;
  algorithm: string;
  publicJwk: Prisma.JsonValue;
  privateKey: string;
  createdAt: Date;
  /** From here on it signs; before, it is only published. */
  signsFrom: Date;
}

/** What a new key brings along; `publicJwk` has to be plain JSON. */
export type NewKey = Omit<StoredKey, 'publicJwk'> & { publicJwk: Prisma.InputJsonObject };

/** Serialises the making of keys among all instances on one database. */
const KEY_LOCK = 0x736f6369;

/** Keeps the signing keys that all instances share. */
@Injectable()
export class SigningKeyStore {
  constructor(@Inject(PRISMA) private readonly prisma: PrismaClient) {}

  /** @returns every key, newest first. */
  all(): Promise<StoredKey[]> {
    return this.prisma.signingKey.findMany({ orderBy: { signsFrom: 'desc' } });
  }

  /**
   * Adds a key unless another instance was faster.
   *
   * @param make called under a lock that all instances share, with the keys there are, newest first;
   *   answers nothing when none is needed
   * @returns all keys afterwards, newest first
   */
  async addUnlessDone(make: (keys: StoredKey[]) => NewKey | undefined): Promise<StoredKey[]> {
    return this.prisma.$transaction(async (transaction) => {
      await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${KEY_LOCK}::bigint)`;
      const keys = await transaction.signingKey.findMany({ orderBy: { signsFrom: 'desc' } });
      const key = make(keys);
      if (key === undefined) return keys;
      return [await transaction.signingKey.create({ data: key }), ...keys];
    });
  }
}

/** @returns the key's thumbprint (RFC 7638) in base64url, which serves as its `kid`. */
export function thumbprint({
  crv,
  kty,
  x,
  y,
}: {
  crv: string;
  kty: string;
  x: string;
  y: string;
}): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}
