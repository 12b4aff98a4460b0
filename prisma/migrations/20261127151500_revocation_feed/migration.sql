-- The mode of a session is text: one type less in the app's schema
ALTER TABLE "Session" ALTER COLUMN "mode" DROP DEFAULT;
ALTER TABLE "Session" ALTER COLUMN "mode" TYPE TEXT USING "mode"::text;
ALTER TABLE "Session" ALTER COLUMN "mode" SET DEFAULT 'cookie';
DROP TYPE "SessionMode";

-- The generation whose token was exchanged for the current one
ALTER TABLE "Session" ADD COLUMN "previousGeneration" INTEGER NOT NULL DEFAULT 0;
UPDATE "Session" SET "previousGeneration" = "generation" - 1;

-- CreateTable
CREATE TABLE "SessionRevocation" (
    "sessionId" UUID NOT NULL,
    "revokedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SessionRevocation_pkey" PRIMARY KEY ("sessionId")
);

-- CreateIndex
CREATE INDEX "SessionRevocation_revokedAt_idx" ON "SessionRevocation"("revokedAt");


INSERT INTO "SessionRevocation" ("sessionId", "revokedAt")
SELECT "id", "revokedAt" FROM "Session" WHERE "revokedAt" > clock_timestamp() - interval '2 hours';

-- Whatever revokes or deletes a session, or disables or deletes a user, is recorded for the revocation feed.

CREATE FUNCTION social_auth_session_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "SessionRevocation" ("sessionId", "revokedAt")
  VALUES (NEW."id", clock_timestamp())
  ON CONFLICT ("sessionId") DO NOTHING;
  PERFORM pg_notify('social_auth_revocations', '');
  RETURN NULL;
END;
$$;

CREATE TRIGGER social_auth_session_revoked
AFTER UPDATE OF "revokedAt" ON "Session"
FOR EACH ROW WHEN (OLD."revokedAt" IS NULL AND NEW."revokedAt" IS NOT NULL)
EXECUTE FUNCTION social_auth_session_revoked();

CREATE FUNCTION social_auth_sessions_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "SessionRevocation" ("sessionId", "revokedAt")
  SELECT "id", clock_timestamp() FROM deleted
  WHERE "revokedAt" IS NULL AND "expiresAt" > clock_timestamp()
  ON CONFLICT ("sessionId") DO NOTHING;
  IF FOUND THEN
    PERFORM pg_notify('social_auth_revocations', '');
  END IF;
  RETURN NULL;
END;
$$;

CREATE TRIGGER social_auth_sessions_deleted
AFTER DELETE ON "Session"
REFERENCING OLD TABLE AS deleted
FOR EACH STATEMENT EXECUTE FUNCTION social_auth_sessions_deleted();

CREATE FUNCTION social_auth_sessions_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "SessionRevocation" ("sessionId", "revokedAt")
  SELECT "id", clock_timestamp() FROM "Session"
  WHERE "revokedAt" IS NULL AND "expiresAt" > clock_timestamp()
  ON CONFLICT ("sessionId") DO NOTHING;
  PERFORM pg_notify('social_auth_revocations', '');
  RETURN NULL;
END;
$$;

CREATE TRIGGER social_auth_sessions_truncated
BEFORE TRUNCATE ON "Session"
FOR EACH STATEMENT EXECUTE FUNCTION social_auth_sessions_truncated();

CREATE FUNCTION social_auth_user_disabled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "Session" SET "revokedAt" = clock_timestamp(), "revocationReason" = 'user_disabled'
  WHERE "userId" = NEW."id" AND "revokedAt" IS NULL;
  DELETE FROM "AuthorizationCode" WHERE "userId" = NEW."id";
  RETURN NULL;
END;
$$;

CREATE TRIGGER social_auth_user_disabled
AFTER UPDATE OF "disabledAt" ON "User"
FOR EACH ROW WHEN (OLD."disabledAt" IS NULL AND NEW."disabledAt" IS NOT NULL)
EXECUTE FUNCTION social_auth_user_disabled();
