/** Rotates a session in one UPDATE. */
export const ROTATE = `
  UPDATE "Session" SET "generation" = "generation" + 1, "refreshedAt" = now()
  WHERE "id" = $1 AND "revokedAt" IS NULL AND "expiresAt" > now()
  RETURNING "id", "userId", "generation", "refreshedAt", "expiresAt"`;

/** Finds or creates the user and creates a session in one statement. */
export const LOG_IN = `
  WITH known AS (
    SELECT "id", "userId" FROM "Account" WHERE "provider" = 'google' AND "subject" = $1
  ), created_user AS (
    INSERT INTO "User" ("id", "name", "email", "emailVerified", "updatedAt")
    SELECT uuidv7(), $2, $3, true, now() WHERE NOT EXISTS (SELECT FROM known)
    RETURNING "id"
  ), linked AS (
    INSERT INTO "Account" ("id", "userId", "provider", "subject", "name", "email", "emailVerified", "updatedAt")
    SELECT uuidv7(), "id", 'google', $1, $2, $3, true, now() FROM created_user
    RETURNING "id", "userId"
  ), account AS (
    SELECT "id", "userId" FROM known UNION ALL SELECT "id", "userId" FROM linked
  )
  INSERT INTO "Session" ("id", "userId", "accountId", "provider", "createdAt", "refreshedAt", "expiresAt")
  SELECT $4, "userId", "id", 'google', now(), now(), now() + interval '90 days' FROM account
  RETURNING "id"`;
