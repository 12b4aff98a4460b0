-- Rename "LoginCode" to "AuthorizationCode"
ALTER TABLE "LoginCode" RENAME TO "AuthorizationCode";
ALTER TABLE "AuthorizationCode" RENAME CONSTRAINT "LoginCode_pkey" TO "AuthorizationCode_pkey";
ALTER TABLE "AuthorizationCode" RENAME CONSTRAINT "LoginCode_userId_fkey" TO "AuthorizationCode_userId_fkey";
ALTER INDEX "LoginCode_sessionId_key" RENAME TO "AuthorizationCode_sessionId_key";
ALTER INDEX "LoginCode_userId_idx" RENAME TO "AuthorizationCode_userId_idx";
ALTER INDEX "LoginCode_expiresAt_idx" RENAME TO "AuthorizationCode_expiresAt_idx";

-- A session is revoked
ALTER TABLE "Session" RENAME COLUMN "endedAt" TO "revokedAt";
ALTER TABLE "Session" RENAME COLUMN "endReason" TO "revocationReason";
ALTER INDEX "Session_endedAt_idx" RENAME TO "Session_revokedAt_idx";

-- Events recorded so far get the names of this version
UPDATE "AuditEvent" SET "type" = 'login_succeeded' WHERE "type" = 'login';
UPDATE "AuditEvent" SET "type" = 'refresh_token_reused' WHERE "type" = 'refresh_reused';

-- Requests are counted in memory
DROP TABLE "RateLimit";
