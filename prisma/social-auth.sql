-- SQL of nestjs-social-auth that a Prisma schema cannot express. It can be applied repeatedly.
-- The triggers record revoked sessions and changed roles for every instance, however they change, and delete what belongs
-- to a deleted user.

-- Each refresh updates the row of its session. With free space in its page no index changes. The partitions of a
-- partitioned table have fill factors of their own.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_partitioned_table WHERE partrelid = '"Session"'::regclass) THEN
    ALTER TABLE "Session" SET (fillfactor = 85);
  END IF;
END;
$$;

CREATE OR REPLACE FUNCTION social_auth_session_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "SessionRevocation" ("sessionId", "revokedAt")
  VALUES (NEW."id", clock_timestamp())
  ON CONFLICT ("sessionId") DO NOTHING;
  PERFORM pg_notify('social_auth_revocations', '');
  RETURN NULL;
END;
$$;

CREATE OR REPLACE TRIGGER social_auth_session_revoked
AFTER UPDATE OF "revokedAt" ON "Session"
FOR EACH ROW WHEN (OLD."revokedAt" IS NULL AND NEW."revokedAt" IS NOT NULL)
EXECUTE FUNCTION social_auth_session_revoked();

CREATE OR REPLACE FUNCTION social_auth_sessions_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE TRIGGER social_auth_sessions_deleted
AFTER DELETE ON "Session"
REFERENCING OLD TABLE AS deleted
FOR EACH STATEMENT
EXECUTE FUNCTION social_auth_sessions_deleted();

CREATE OR REPLACE FUNCTION social_auth_sessions_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "SessionRevocation" ("sessionId", "revokedAt")
  SELECT "id", clock_timestamp() FROM "Session"
  WHERE "revokedAt" IS NULL AND "expiresAt" > clock_timestamp()
  ON CONFLICT ("sessionId") DO NOTHING;
  PERFORM pg_notify('social_auth_revocations', '');
  RETURN NULL;
END;
$$;

CREATE OR REPLACE TRIGGER social_auth_sessions_truncated
BEFORE TRUNCATE ON "Session"
FOR EACH STATEMENT
EXECUTE FUNCTION social_auth_sessions_truncated();

CREATE OR REPLACE FUNCTION social_auth_user_disabled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "Session"
  SET "revokedAt" = clock_timestamp(), "revocationReason" = 'user_disabled'
  WHERE "userId" = NEW."id" AND "revokedAt" IS NULL;
  DELETE FROM "AuthorizationCode" WHERE "userId" = NEW."id";
  RETURN NULL;
END;
$$;

CREATE OR REPLACE TRIGGER social_auth_user_disabled
AFTER UPDATE OF "disabledAt" ON "User"
FOR EACH ROW WHEN (OLD."disabledAt" IS NULL AND NEW."disabledAt" IS NOT NULL)
EXECUTE FUNCTION social_auth_user_disabled();

CREATE OR REPLACE FUNCTION social_auth_roles_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "RoleChange" ("userId", "roles", "changedAt")
  SELECT NEW."id", coalesce(to_jsonb(NEW."roles"), '[]'), clock_timestamp()
  WHERE EXISTS (SELECT FROM "Session" WHERE "userId" = NEW."id" AND "revokedAt" IS NULL)
  ON CONFLICT ("userId") DO UPDATE
  SET "roles" = excluded."roles", "changedAt" = excluded."changedAt";
  IF FOUND THEN
    PERFORM pg_notify('social_auth_revocations', '');
  END IF;
  RETURN NULL;
END;
$$;

CREATE OR REPLACE TRIGGER social_auth_roles_changed
AFTER UPDATE OF "roles" ON "User"
FOR EACH ROW WHEN (OLD."roles" IS DISTINCT FROM NEW."roles")
EXECUTE FUNCTION social_auth_roles_changed();

CREATE OR REPLACE FUNCTION social_auth_users_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "Session" WHERE "userId" IN (SELECT "id" FROM deleted);
  DELETE FROM "AuthorizationCode" WHERE "userId" IN (SELECT "id" FROM deleted);
  DELETE FROM "Account" WHERE "userId" IN (SELECT "id" FROM deleted);
  RETURN NULL;
END;
$$;

CREATE OR REPLACE TRIGGER social_auth_users_deleted
AFTER DELETE ON "User"
REFERENCING OLD TABLE AS deleted
FOR EACH STATEMENT
EXECUTE FUNCTION social_auth_users_deleted();

CREATE OR REPLACE FUNCTION social_auth_users_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "Session";
  DELETE FROM "AuthorizationCode";
  DELETE FROM "Account";
  RETURN NULL;
END;
$$;

CREATE OR REPLACE TRIGGER social_auth_users_truncated
BEFORE TRUNCATE ON "User"
FOR EACH STATEMENT
EXECUTE FUNCTION social_auth_users_truncated();
